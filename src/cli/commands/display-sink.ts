import type { CoreEvent } from '../../analysis/events/core-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { FieldContext } from '../../output/fields/field.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';
import type { CommandSink } from './run-analysis.ts';

/** A sink after a display filter. */
interface DisplaySink {
  readonly sink: CommandSink;
  /** Messages that matched; null without a filter. */
  readonly displayed: () => number | null;
  /** Does the filter name messages that the sink does not print? */
  readonly missesCore: boolean;
}

/**
 * Puts the display filter of `-Y`, if given, before a sink, so that only matching messages reach it. Always sets the
 * time of the first frame in `context`.
 *
 * Messages that are no SIP reach `core` of the sink only if `asksForCore` is true or the filter names their protocols.
 */
export async function displaySink(
  filter: string | undefined,
  context: FieldContext,
  { core: printCore, ...sink }: CommandSink,
  asksForCore = false,
): Promise<DisplaySink> {
  const begin = (seconds: number, nanoseconds: number) => {
    Object.assign(context.start, { seconds, nanoseconds });
    sink.begin?.(seconds, nanoseconds);
  };
  if (filter === undefined) {
    const core = asksForCore && printCore !== undefined ? { core: printCore } : {};
    return { sink: { ...sink, begin, ...core }, displayed: () => null, missesCore: false };
  }
  const { passes, namesCore } = await compiled(filter);
  let displayed = 0;
  const sip = (event: SipEvent, exact = event) => {
    if (!passes(exact, context)) return;
    displayed++;
    sink.sip?.(event, exact);
  };
  const { plain, ...others } = sink;
  const core = (event: CoreEvent) => {
    if (!passes(event, context)) return;
    displayed++;
    printCore?.(event);
  };
  const hearsCore = printCore !== undefined && (asksForCore || namesCore);
  return {
    sink: { ...others, begin, sip, ...(hearsCore && { core }) },
    displayed: () => displayed,
    missesCore: namesCore && printCore === undefined,
  };
}

/** Loads the code of the filter only when it is used. */
async function compiled(filter: string): Promise<{
  passes: (event: SipEvent | CoreEvent, context: FieldContext) => boolean;
  namesCore: boolean;
}> {
  const { displayFilter, namesCore } = await import('../../output/filter/display-filter.ts');
  const { FilterError, markedText } = await import('../../output/filter/error.ts');
  try {
    return { passes: displayFilter(filter), namesCore: namesCore(filter) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new CommandError(`-Y: ${error.message}`, EXIT.USAGE, markedText(filter, error));
  }
}
