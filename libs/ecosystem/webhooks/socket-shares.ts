import type { Speed } from './lane-speed';

/** What of a lane decides whether it may open one more request. */
export interface SharingLane {
  readonly workspaceId: string;
  /** The host that it sends to. */
  readonly host: string;
  readonly speed: Speed;
  readonly open: number;
}

/** Of all sockets: what slow receivers share, those of which nothing is known included. */
const SLOW_PART = 1 / 4;
/** Of all sockets: what receivers that are known to be slow share; the rest of their part is for first tries. */
const KNOWN_SLOW_PART = 1 / 5;
/** Of all sockets: what one host gets. Of these, at most half for slow endpoints. */
const HOST_PART = 1 / 4;
/** Of all sockets: what each workspace may always use. */
const WORKSPACE_PART = 1 / 10;
/** Of all sockets: what whoever uses more than that leaves free. */
const FREE_PART = 1 / 4;

/**
 * Who may open how many sockets, so that nobody's trouble takes them from the others: slow receivers share a quarter, a
 * host gets a quarter, and a workspace that has more than a tenth leaves a quarter free for those that have less.
 */
export class SocketShares {
  private readonly bySpeed = new Counts<Speed>();
  private readonly byWorkspace = new Counts<string>();
  private readonly byHost = new Counts<string>();
  private readonly slowByHost = new Counts<string>();

  constructor(
    private readonly most: number,
    /** Requests that are open, those of lanes that are no longer ours included. */
    private open: number,
    lanes: Iterable<SharingLane>,
  ) {
    for (const lane of lanes) this.count(lane, lane.open);
  }

  admits(lane: SharingLane): boolean {
    return (
      this.open < this.most && this.hasRoomFor(lane.speed) && this.hostHasRoom(lane) && this.isFair(lane)
    );
  }

  /** A request of this lane begins. */
  take(lane: SharingLane): void {
    this.open += 1;
    this.count(lane, 1);
  }

  private count({ workspaceId, host, speed }: SharingLane, by: number): void {
    this.bySpeed.add(speed, by);
    this.byWorkspace.add(workspaceId, by);
    this.byHost.add(host, by);
    if (speed === 'slow') this.slowByHost.add(host, by);
  }

  private hasRoomFor(speed: Speed): boolean {
    if (speed === 'fast') return true;
    const slow = this.bySpeed.of('slow');
    if (slow + this.bySpeed.of('unknown') >= this.part(SLOW_PART)) return false;
    return speed === 'unknown' || slow < this.part(KNOWN_SLOW_PART);
  }

  private hostHasRoom({ host, speed }: SharingLane): boolean {
    if (this.byHost.of(host) >= this.part(HOST_PART)) return false;
    return speed !== 'slow' || this.slowByHost.of(host) < this.part(HOST_PART / 2);
  }

  private isFair({ workspaceId }: SharingLane): boolean {
    return (
      this.byWorkspace.of(workspaceId) < this.part(WORKSPACE_PART) ||
      this.most - this.open > this.part(FREE_PART)
    );
  }

  private part(part: number): number {
    return Math.max(1, Math.floor(this.most * part));
  }
}

class Counts<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: Key, by: number): void {
    this.counts.set(key, this.of(key) + by);
  }
}
