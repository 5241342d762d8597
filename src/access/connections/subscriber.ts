import { rootOf } from './root-of.ts';

/** Connections known of one phone: it has eleven at a time (TS 24.301 §9.3.2). */
const CONNECTIONS_KEPT = 16;

/** A connection as far as its phone is concerned. */
interface Joined<Self> {
  /** The record that has what this one had. */
  readonly root: Self;
  readonly isHeld: boolean;
  readonly released: boolean;
}

/**
 * A phone, by whatever shows which connections are of one: an IMSI, a GUTI, a control plane end, an association of
 * S1AP or NGAP. Two are united when something shows that they are one.
 */
export class Subscriber<Connection extends Joined<Connection>> {
  imsi: string | null = null;
  guti: string | null = null;
  /** IMEI or IMEISV. */
  imei: string | null = null;
  #connections: Connection[] = [];
  into: Subscriber<Connection> | null = null;

  /** The one that has what this one had. */
  get root(): Subscriber<Connection> {
    return rootOf<Subscriber<Connection>>(this);
  }

  /** Those that stand or are asked for, the latest last. */
  get connections(): readonly Connection[] {
    const { root } = this;
    const live = new Set(
      root.#connections.map(record => record.root).filter(record => record.isHeld && !record.released),
    );
    root.#connections = [...live];
    return root.#connections;
  }

  add(record: Connection): void {
    const { root } = this;
    if (root.#connections.includes(record)) return;
    if (root.#connections.length >= CONNECTIONS_KEPT) root.#connections.shift();
    root.#connections.push(record);
  }

  /** Unites two phones that turned out to be one; false if their IMSIs say that they are two. */
  unite(other: Subscriber<Connection>): boolean {
    const [one, two] = [this.root, other.root];
    if (one === two) return true;
    if (one.imsi !== null && two.imsi !== null && one.imsi !== two.imsi) return false;
    one.imsi ??= two.imsi;
    one.guti ??= two.guti;
    one.imei ??= two.imei;
    for (const record of two.connections) one.add(record);
    two.into = one;
    two.#connections = [];
    return true;
  }
}
