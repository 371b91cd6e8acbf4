import { directoryOf } from '@crm/directories';
import { leadType } from '@crm/leads';
import { type FieldSpec, fieldsOf } from '@platform/http';

/** How a question looks on a page: a type of `input`, or another element. */
export type InputType = 'text' | 'textarea' | 'select' | 'email' | 'tel' | 'url' | 'date' | 'number';

/** A field of leads that a form can ask for. */
export interface FormInput {
  /** Its path, and its name in what is sent. */
  readonly path: string;
  readonly type: InputType;
  readonly maxLength?: number;
  /** The words that it may have. */
  readonly choices?: readonly string[];
  /** The directory whose values it may have. */
  readonly directory?: string;
  /** What the answers are in the body of a lead: a part for each that is right or wrong by itself. */
  parts(answers: readonly string[], currency: string): readonly LeadPart[];
}

/** A part of a lead, and the words that it was made of. */
export interface LeadPart {
  readonly field: string;
  readonly value: unknown;
  readonly answer: string;
}

/** Texts that may be longer are asked for with more room. */
const ONE_LINE = 1000;

const whole =
  (field: string): FormInput['parts'] =>
  (answers) => {
    const answer = answers.join('\n');
    return [{ field, value: answer, answer }];
  };

const entries =
  (field: string): FormInput['parts'] =>
  (answers) =>
    answers.map((answer) => ({ field, value: [{ value: answer }], answer }));

/** `1 234,50` and `1,234.50` are written by people. */
const money =
  (field: string): FormInput['parts'] =>
  ([answer = ''], currency) => {
    const amount = answer.replace(/[\s\u00a0\u202f€$£]/g, '').replace(/^(\d+),(\d{1,2})$/, '$1.$2');
    return [{ field, value: { amount, currency }, answer }];
  };

const inside =
  (field: string, name: string): FormInput['parts'] =>
  ([answer = '']) => [{ field, value: { [name]: answer }, answer }];

const maxOf = ({ schema }: FieldSpec): { maxLength?: number } =>
  typeof schema.maxLength === 'number' ? { maxLength: schema.maxLength } : {};

type InputOf = (spec: FieldSpec) => FormInput[];

const list =
  (type: InputType): InputOf =>
  ({ name }) => [{ path: name, type, parts: entries(name) }];

/** What can be asked for by kind of field; the others are not for visitors to say. */
const INPUTS: Readonly<Record<string, InputOf>> = {
  text: (spec) => [
    {
      path: spec.name,
      type: Number(spec.schema.maxLength) > ONE_LINE ? 'textarea' : 'text',
      ...maxOf(spec),
      parts: whole(spec.name),
    },
  ],
  choice: (spec) => [
    { path: spec.name, type: 'select', choices: spec.schema.enum as string[], parts: whole(spec.name) },
  ],
  directory: (spec) => [
    { path: spec.name, type: 'select', directory: directoryOf(spec) ?? '', parts: whole(spec.name) },
  ],
  date: ({ name }) => [{ path: name, type: 'date', parts: whole(name) }],
  phones: list('tel'),
  emails: list('email'),
  typed_values: (spec) => list(spec.name === 'websites' ? 'url' : 'text')(spec),
  money: ({ name }) => [{ path: name, type: 'number', parts: money(name) }],
  details: ({ name, nested }) =>
    (nested ? fieldsOf(nested) : []).map((spec) => ({
      path: `${name}.${spec.name}`,
      type: 'text',
      ...maxOf(spec),
      parts: inside(name, spec.name),
    })),
};

/** Where a lead came from is found out, not asked for. */
const NOT_ASKED: ReadonlySet<string> = new Set(['utm', 'source', 'source_description']);

const inputs = new Map(
  fieldsOf(leadType.create)
    .filter(({ name }) => !NOT_ASKED.has(name))
    .flatMap((spec) => INPUTS[spec.kind]?.(spec) ?? [])
    .map((input) => [input.path, input]),
);

/** Every field that a form can ask for. */
export const FORM_PATHS: readonly string[] = [...inputs.keys()];

/** What a form asks for under a name; undefined for names that are no fields. */
export const formInput = (path: string): FormInput | undefined => inputs.get(path);
