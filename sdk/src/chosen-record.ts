/** The names of the properties that a type may lack: of a whole record these are the links that `expand` fills. */
export type OptionalKey<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never;
}[keyof T];

/** A choice of names as it is written down, or not made. */
export type Choice<Name extends string> = readonly Name[] | undefined;

/**
 * A record as an answer has it for these `fields` and this `expand`. Names that are written down decide what is there;
 * names that only the running program knows make it optional. `Links` are all names that `expand` knows.
 */
export type ChosenRecord<Entity, Links, Fields, Expand> = Plain<
  ChosenFields<Entity, Links, Fields, NameIn<Expand>> & ExpandedLinks<Entity, Expand>
>;

type NameIn<Names> = Names extends readonly unknown[] ? Names[number] : never;

/** Whether a list of names is written down, name by name. */
type IsWritten<Names extends readonly unknown[]> = number extends Names['length'] ? false : true;

type ChosenFields<Entity, Links, Fields, Expanded> = Fields extends readonly unknown[]
  ? IsWritten<Fields> extends true
    ? OwnFields<Entity, 'id' | Fields[number] | Expanded, Links, Expanded>
    : { [K in keyof Entity as K & 'id']: Entity[K] } & Partial<
        OwnFields<Entity, Fields[number], Links, Expanded>
      >
  : OwnFields<Entity, keyof Entity, Links, Expanded>;

type OwnFields<Entity, Names, Links, Expanded> = {
  [K in keyof Entity as K extends OptionalKey<Entity> ? never : K & Names]: K extends Exclude<Links, Expanded>
    ? Unexpanded<Entity[K]>
    : Entity[K];
};

type ExpandedLinks<Entity, Expand> = Expand extends readonly unknown[]
  ? IsWritten<Expand> extends true
    ? { [K in keyof Entity as K & Expand[number] & OptionalKey<Entity>]-?: Entity[K] }
    : { [K in keyof Entity as K & Expand[number] & OptionalKey<Entity>]?: Entity[K] }
  : unknown;

/** The entries of a list of links without the records that they lead to. */
type Unexpanded<List> = List extends readonly (infer Entry)[] ? Omit<Entry, OptionalKey<Entry>>[] : List;

/** One object type, as editors show it. */
type Plain<T> = { [K in keyof T]: T[K] } & unknown;
