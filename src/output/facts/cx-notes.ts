import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import { KeyIndex } from '../../bytes/tables/key-index.ts';
import type { FrameReference } from '../../model/capture.ts';

/** A message of Cx, with its frame. */
export interface CxNote {
  readonly facts: Pick<
    PolicyEvent['facts'],
    'command' | 'user' | 'publicIdentity' | 'session' | 'serverName' | 'result' | 'experimental'
  >;
  readonly at: FrameReference;
}

/** Finds the messages of Cx about a user: requests name it, answers often only the session (TS 29.229 §6.1). */
export class CxNotes {
  readonly #index: KeyIndex<CxNote>;

  constructor(notes: readonly CxNote[]) {
    this.#index = new KeyIndex(notes, ({ facts: { user, publicIdentity, session } }) => [
      ...(user !== null ? [userKey(user)] : publicIdentity !== null ? [identityKey(publicIdentity)] : []),
      ...(session !== null ? [sessionKey(session)] : []),
    ]);
  }

  /** In order. A public identity counts only where no user is named. */
  of(impi: string | null, impus: ReadonlySet<string>): CxNote[] {
    const keys = [...(impi !== null ? [userKey(impi)] : []), ...[...impus].map(identityKey)];
    const sessions = this.#index.of(keys).map(({ facts: { session } }) => session);
    return this.#index.of([...keys, ...sessions.filter(session => session !== null).map(sessionKey)]);
  }
}

function userKey(user: string): string {
  return `user ${user}`;
}

function identityKey(identity: string): string {
  return `identity ${identity}`;
}

function sessionKey(session: string): string {
  return `session ${session}`;
}
