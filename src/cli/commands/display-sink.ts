import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { FieldContext } from '../../output/fields/field.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';
import type { CommandSink } from './run-analysis.ts';

/** A sink after a display filter. */
interface DisplaySink {
  readonly sink: CommandSink;
  /** Messages that matched; null without a filter. */
  readonly displayed: () => number | null;
}

/**
 * Puts the display filter of `-Y`, if given, before a sink, so that only matching messages reach it. Always sets the
 * time of the first frame in `context`.
 */
export async function displaySink(
  filter: string | undefined,
  context: FieldContext,
  sink: CommandSink,
): Promise<DisplaySink> {
  const begin = (seconds: number, nanoseconds: number) => {
    Object.assign(context.start, { seconds, nanoseconds });
    sink.begin?.(seconds, nanoseconds);
  };
  if (filter === undefined) return { sink: { ...sink, begin }, displayed: () => null };
  const passes = await compiled(filter);
  let displayed = 0;
  const sip = (event: SipEvent, exact = event) => {
    if (!passes(exact, context)) return;
    displayed++;
    sink.sip?.(event, exact);
  };
  const { plain, ...others } = sink;
  return { sink: { ...others, begin, sip }, displayed: () => displayed };
}

/** Loads the code of the filter only when it is used. */
async function compiled(filter: string): Promise<(event: SipEvent, context: FieldContext) => boolean> {
  const { displayFilter } = await import('../../output/filter/display-filter.ts');
  const { FilterError, markedText } = await import('../../output/filter/error.ts');
  try {
    return displayFilter(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new CommandError(`-Y: ${error.message}`, EXIT.USAGE, markedText(filter, error));
  }
}
