import type { Listing } from './listing.ts';
import type {
  AnswerOf,
  BodyArguments,
  OperationId,
  OptionArguments,
  ParametersOf,
  TargetArguments,
} from './operation-types.ts';
import type { RecordGet, RecordList, RecordName, RecordSearch } from './record-reads.ts';

type Result<Answer> = Answer extends { data: readonly (infer Item)[] }
  ? Listing<Item, Answer>
  : Promise<Answer>;

/** The method of one operation: what it is about, its body, then query (reads) and options. */
export type Operation<Id extends OperationId> = Id extends `${infer Name extends RecordName}.get`
  ? RecordGet<Name>
  : Id extends `${infer Name extends RecordName}.list`
    ? RecordList<Name>
    : Id extends `${infer Name extends RecordName}.search`
      ? RecordSearch<Name>
      : PlainOperation<Id>;

type PlainOperation<Id extends OperationId> = (
  ...args: [...TargetArguments<ParametersOf<Id>['path']>, ...BodyArguments<Id>, ...OptionArguments<Id>]
) => Result<AnswerOf<Id>>;

/** All operations whose ids begin with `Name.`: `webhook_endpoints.rotate_secret` is the method `rotateSecret`. */
export type Resource<Name extends string> = {
  readonly [Id in OperationId as Id extends `${Name}.${infer Verb}` ? CamelCase<Verb> : never]: Operation<Id>;
};

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
