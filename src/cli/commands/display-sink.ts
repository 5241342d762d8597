import type { AnalysisSink } from '../../analysis/analyse.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { FieldContext } from '../../output/fields/field.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/** A sink behind a display filter. */
interface DisplaySink {
  readonly sink: AnalysisSink;
  /** Messages that passed; null without a filter. */
  readonly displayed: () => number | null;
}

/**
 * Puts the display filter of `-Y` before a sink, if there is one: only messages that pass reach it. Sets the time of
 * the first frame in `context` either way.
 */
export async function displaySink(
  filter: string | undefined,
  context: FieldContext,
  sink: AnalysisSink,
): Promise<DisplaySink> {
  const begin = (seconds: number, nanoseconds: number) => {
    Object.assign(context.start, { seconds, nanoseconds });
    sink.begin?.(seconds, nanoseconds);
  };
  if (filter === undefined) return { sink: { ...sink, begin }, displayed: () => null };
  const passes = await compiled(filter);
  let displayed = 0;
  const sip = (event: SipEvent) => {
    if (!passes(event, context)) return;
    displayed++;
    sink.sip?.(event);
  };
  return { sink: { ...sink, begin, sip }, displayed: () => displayed };
}

/** The code of the filter is loaded only when there is one. */
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
