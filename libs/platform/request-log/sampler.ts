interface Window {
  second: number;
  /** How many there were in the second before. */
  before: number;
  count: number;
  /** How many there were since one was kept. */
  left: number;
}

/** Workspaces that are followed at most: those of the latest seconds. */
const MOST_FOLLOWED = 10_000;

/**
 * Says which of a workspace's requests are kept when there are too many: about `perSecond` in each second, evenly spread, each
 * with how many it stands for.
 */
export class Sampler {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly perSecond: number) {}

  /** How many requests the one that comes now stands for; 0 when it is left out. */
  rateOf(workspaceId: string, nowMs: number): number {
    const window = this.windowOf(workspaceId, Math.floor(nowMs / 1000));
    window.count += 1;
    window.left += 1;
    if (window.left * this.perSecond < Math.max(window.before, window.count)) return 0;
    const rate = window.left;
    window.left = 0;
    return rate;
  }

  private windowOf(workspaceId: string, second: number): Window {
    const known = this.windows.get(workspaceId);
    if (!known) {
      if (this.windows.size >= MOST_FOLLOWED) this.windows.clear();
      const made = { second, before: 0, count: 0, left: 0 };
      this.windows.set(workspaceId, made);
      return made;
    }
    if (known.second !== second) {
      known.before = known.second === second - 1 ? known.count : 0;
      known.count = 0;
      known.second = second;
    }
    return known;
  }
}
