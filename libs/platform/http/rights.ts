/** Whose records a right reaches: none, the member's own, those of their teams, or all. */
export const REACHES = ['none', 'own', 'team', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/** What can be done with records. */
export const RECORD_ACTIONS = ['read', 'create', 'update', 'delete', 'export', 'import', 'merge'] as const;
export type RecordAction = (typeof RECORD_ACTIONS)[number];

/** What a member may not do with a field: see it, or change it. */
export const FIELD_LIMITS = ['hidden', 'read'] as const;
export type FieldLimit = (typeof FIELD_LIMITS)[number];

/** How far rights reach in one pipeline, or in one stage of it; what is left out is as for the object. */
export interface PlaceRights {
  /** Stored ids. */
  readonly pipelineId: string;
  readonly stageId: string | null;
  readonly reaches: Partial<Readonly<Record<RecordAction, Reach>>>;
}

/** What a member may do with the records of one kind. */
export interface ObjectRights {
  readonly reaches: Readonly<Record<RecordAction, Reach>>;
  readonly places: readonly PlaceRights[];
  readonly fields: ReadonlyMap<string, FieldLimit>;
}

/**
 * What a member may do. The same rights of the same member are the same object for as long as nothing about them changes, so
 * that what is made of them can be kept by it.
 */
export interface Rights {
  /** The key of the role that they come from. */
  readonly role: string;
  /** The stored id of the member. */
  readonly memberId: string;
  /** The stored ids of everybody who shares a team with the member, the member among them. */
  readonly colleagues: readonly string[];
  /** By kind of record; kinds without an entry are not limited. */
  readonly objects: ReadonlyMap<string, ObjectRights>;
  /** What of the workspace the member configures; `*` is everything. */
  readonly settings: ReadonlySet<string>;
}

/** Whether rights keep anything from the one who has them: what they make would else show more than they may see. */
export const seesEverything = (rights: Rights | null | undefined): boolean =>
  !rights ||
  [...rights.objects.values()].every(
    ({ reaches, places, fields }) =>
      reaches.read === 'all' &&
      places.every((place) => (place.reaches.read ?? 'all') === 'all') &&
      ![...fields.values()].includes('hidden'),
  );

/** A kind of record that roles can limit. */
export interface GovernedObject {
  readonly name: string;
  /** In sentences: "deals". */
  readonly plural: string;
  /** The fields that roles may hide or keep from being changed. */
  readonly fields: readonly string[];
  /** What else says the same: hidden together with the fields that it tells. */
  readonly telling: readonly TellingField[];
}

/** A field, of this kind of record or of its parts, that tells what another one says. */
export interface TellingField {
  readonly object: string;
  readonly field: string;
  /** The field that it tells, of the kind of record that this is said of. */
  readonly tells: string;
}

const governed = new Map<string, () => GovernedObject>();

/** Declares a kind of record that roles can limit; the description is made when it is first asked for. */
export const defineGovernedObject = (name: string, describe: () => GovernedObject): void => {
  governed.set(name, describe);
};

/** What roles can limit, by name. */
export const governedObject = (name: string): GovernedObject | undefined => governed.get(name)?.();
