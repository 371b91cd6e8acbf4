import { leadType } from '@crm/leads';
import type { Columns } from '@crm/records';
import { ProblemError, validatedBody } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { formInput } from './form-inputs';
import type { FormTexts } from './form-texts';
import type { FormDefinition } from './form-version.entity';
import type { Submission } from './submission.entity';

/** A lead about to be made of a submission. */
export interface LeadDraft {
  /** The body of a create request. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What fits no field, with its label: it goes into the comment. */
  readonly rest: readonly string[];
}

/** What an answer is worth outside of the form. */
interface Known {
  readonly definition: FormDefinition;
  readonly currency: string;
}

/** The fields of a lead that the answers fit, each taken only if it is right; whatever is wrong is kept as text. */
export function leadDraft(submission: Pick<Submission, 'values' | 'utm'>, known: Known): LeadDraft {
  const { definition } = known;
  const input: Record<string, unknown> = fixedFields(definition, submission.utm);
  const rest: string[] = [];
  for (const [name, answers] of Object.entries(submission.values)) {
    const label = definition.fields.find((field) => field.name === name)?.label;
    const parts = label === undefined ? undefined : formInput(name)?.parts(answers, known.currency);
    for (const { field, value, answer } of parts ?? answers.map(unasked)) {
      const together = joined(input[field], value);
      if (fits(field, together)) input[field] = together;
      else rest.push(`${label ?? name}: ${answer}`);
    }
  }
  input.title ??= definition.name;
  return { input, rest };
}

/** What the form says of every lead. */
const fixedFields = (
  { owner_id: owner, stage_id: stage, source }: FormDefinition,
  utm: Submission['utm'],
): Record<string, unknown> => ({
  ...(owner && { owner_id: toTypeId('member', owner) }),
  ...(stage && { stage_id: toTypeId('stage', stage) }),
  source,
  ...(utm && { utm }),
});

/** An answer to what the form does not ask. */
const unasked = (answer: string) => ({ field: '', value: answer, answer });

/** Whether a value of one field is one that a lead may have, a list with all of its entries. */
function fits(field: string, value: unknown): boolean {
  if (field === '') return false;
  try {
    validatedBody(leadType.update, { [field]: value });
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** Entries of a list and members of an object come one by one. */
function joined(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value))
    return [...(before as unknown[]), ...(value as unknown[])];
  if (isObject(before) && isObject(value)) return { ...before, ...value };
  return value;
}

const isObject = (value: unknown): value is Columns =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The draft without a field that a lead may not have as things are: what it said is kept as text. */
export function without({ input, rest }: LeadDraft, field: string): LeadDraft {
  const { [field]: gone, ...others } = input;
  if (gone === undefined) return { input: others, rest };
  return {
    input: others,
    rest: [...rest, `${field}: ${typeof gone === 'string' ? gone : JSON.stringify(gone)}`],
  };
}

const MAX_COMMENT = 20_000;

/** The body of the lead: the rest stands under the visitor's own words. A comment that had to be cut ends with where the rest is. */
export function leadBody(
  { input, rest }: LeadDraft,
  { kept, cut }: FormTexts,
  submissionId: string,
): Readonly<Record<string, unknown>> {
  if (rest.length === 0) return input;
  const said = typeof input.comment === 'string' ? `${input.comment}\n\n` : '';
  // Counted in characters, so that none is cut in half.
  const comment = [...`${said}${kept}:\n${rest.join('\n')}`];
  if (comment.length <= MAX_COMMENT) return { ...input, comment: comment.join('') };
  const end = `…\n\n${cut} ${toTypeId('form_submission', submissionId)}`;
  return { ...input, comment: comment.slice(0, MAX_COMMENT - [...end].length).join('') + end };
}
