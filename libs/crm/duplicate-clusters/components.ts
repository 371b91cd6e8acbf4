/** Two records that may be the same one. */
export interface Edge {
  readonly low_id: string;
  readonly high_id: string;
  readonly score: number;
}

/** Records that hang together. */
export interface Component {
  /** In the order of their ids. */
  readonly ids: readonly string[];
  /** The highest of its edges. */
  readonly score: number;
  /** Whether more would belong to it than it may have. */
  readonly isFull: boolean;
}

interface Group {
  ids: string[];
  score: number;
  isFull: boolean;
}

/** The records that hang together by edges, the strongest first; the same edges always make the same components. */
export function componentsOf(edges: readonly Edge[], most: number): Component[] {
  const groups = new Map<string, Group>();
  const groupOf = (id: string): Group => {
    const known = groups.get(id) ?? { ids: [id], score: 0, isFull: false };
    groups.set(id, known);
    return known;
  };
  for (const { low_id, high_id, score } of edges.toSorted(strongestFirst)) {
    const [one, other] = [groupOf(low_id), groupOf(high_id)];
    if (one !== other && one.ids.length + other.ids.length > most) {
      one.isFull = true;
      other.isFull = true;
      continue;
    }
    join(groups, one, other, score);
  }
  return [...new Set(groups.values())]
    .filter(({ ids }) => ids.length > 1)
    .map(({ ids, ...rest }) => ({ ids: ids.toSorted(), ...rest }));
}

function join(groups: Map<string, Group>, one: Group, other: Group, score: number): void {
  const [kept, gone] = one.ids.length >= other.ids.length ? [one, other] : [other, one];
  kept.score = Math.max(kept.score, gone.score, score);
  if (kept === gone) return;
  kept.isFull ||= gone.isFull;
  kept.ids.push(...gone.ids);
  for (const id of gone.ids) groups.set(id, kept);
}

const strongestFirst = (a: Edge, b: Edge): number =>
  b.score - a.score || compare(a.low_id, b.low_id) || compare(a.high_id, b.high_id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Which component each of some earlier ones has become, in their order: the one with most of its records that no earlier one is. */
export function successors(
  earlier: readonly (readonly string[])[],
  components: readonly Component[],
): (Component | null)[] {
  const of = new Map(components.flatMap((component) => component.ids.map((id) => [id, component] as const)));
  const taken = new Set<Component>();
  return earlier.map((ids) => {
    const found = Map.groupBy(
      ids.flatMap((id) => of.get(id) ?? []),
      (component) => component,
    );
    const [best] = [...found]
      .filter(([one]) => !taken.has(one))
      .toSorted((a, b) => b[1].length - a[1].length);
    if (!best) return null;
    taken.add(best[0]);
    return best[0];
  });
}
