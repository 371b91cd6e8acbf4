import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { namedContract, type RecordType } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  type Dto,
  IdField,
  IntegerField,
  invalidRequest,
  JsonField,
  ListField,
  ObjectField,
  ProblemDto,
  schemaName,
  schemaRef,
  TextField,
  TextListField,
  validatedBody,
} from '@platform/http';
import { idPattern } from '@platform/ids';

const SOMETIMES = { optional: true, nullable: false };

/** What a lead is to become, of one kind. */
const partField = ({ name, update, words }: RecordType, example: unknown) =>
  JsonField(
    {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          required: ['create'],
          properties: { create: schemaRef(update) },
          additionalProperties: false,
        },
        {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', pattern: idPattern(name), 'x-id-of': name } },
          additionalProperties: false,
        },
        { type: 'null' },
      ],
    },
    {
      optional: true,
      example,
      description: `true: ${words.one} with the fields of the lead; \`create\`: the same, with these fields in place of the lead’s; \`id\`: one that is there, which gets what it lacks and keeps what it has. Nothing when it is false or left out.`,
    },
  );

const parts = {
  contact: partField(contactType, true),
  company: partField(companyType, { create: { name: 'Dubois SARL' } }),
  deal: partField(dealType, true),
};

export const ConvertLeadDto = namedContract('ConvertLead', parts);

/** What became of one part; `record` is whole. */
const partAnswer = ({ view }: RecordType) => {
  const contract = namedContract(`Converted${schemaName(view)}`, {
    result: ChoiceField(['created', 'attached', 'deleted', 'detached'], {
      description:
        'Made of the lead, or there before; when a conversion is undone, deleted, or given back what it had.',
    }),
    record: ObjectField(view),
    kept_fields: TextListField({
      ...SOMETIMES,
      max: 1000,
      example: ['amount'],
      description:
        'Of what is detached: the fields (paths) that keep what the conversion gave them, because the record cannot take back what it had before.',
    }),
  });
  return ObjectField(contract, { nullable: true, description: 'Null when there is none.' });
};

export const LeadConversionDto: Dto = namedContract('LeadConversion', {
  lead: ObjectField(leadType.view),
  contact: partAnswer(contactType),
  company: partAnswer(companyType),
  deal: partAnswer(dealType),
});

const MAX_CONVERSIONS = 100;

/** How many conversions a body has that was not checked yet; never more than it may have. */
export function conversionCount(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('conversions' in body)) return 0;
  return Array.isArray(body.conversions) ? Math.min(body.conversions.length, MAX_CONVERSIONS) : 0;
}

const key = TextField({
  ...SOMETIMES,
  example: 'row-1',
  description: 'Your own label, told back in the result.',
});

export const ConversionItemDto = namedContract('ConversionItem', { key, id: IdField('lead'), ...parts });

/** One conversion of many as callers write it. */
export interface ConversionItemInput {
  readonly key?: string;
  readonly id: string;
}

const atomic = BooleanField({
  ...SOMETIMES,
  example: false,
  description: 'Whether all leads are converted or none; each for itself unless told.',
});

export const ConvertLeadsDto = namedContract('ConvertLeads', {
  atomic,
  conversions: ListField(ConversionItemDto, { max: MAX_CONVERSIONS }),
});

const EnvelopeDto = namedContract('ConvertLeadsEnvelope', { atomic, conversions: JsonField({}) });

const ConversionResultDto = namedContract('ConversionResult', {
  key,
  status: IntegerField({
    min: 200,
    max: 599,
    example: 200,
    description: 'The HTTP status that it would have had alone.',
  }),
  id: IdField('lead', { ...SOMETIMES, description: 'The lead.' }),
  result: ChoiceField(['converted'], SOMETIMES),
  conversion: ObjectField(LeadConversionDto, SOMETIMES),
  problem: ObjectField(ProblemDto, { ...SOMETIMES, description: 'Why nothing was done.' }),
});

const count = (description: string) =>
  IntegerField({ ...SOMETIMES, min: 1, max: MAX_CONVERSIONS, description });

const ConversionSummaryDto = namedContract('ConversionSummary', {
  converted: count('Leads that were converted.'),
  failed: count('Conversions with a problem.'),
});

export const ConvertedLeadsDto = namedContract('ConvertedLeads', {
  results: ListField(ConversionResultDto, {
    max: MAX_CONVERSIONS,
    description: 'In the order of the conversions.',
  }),
  summary: ObjectField(ConversionSummaryDto, { description: 'How many came to each result.' }),
});

/** Reads the envelope of many conversions; what is wrong with single ones is told in their results. */
export function readConversions(body: unknown): { atomic: boolean; items: readonly unknown[] } {
  const { atomic = false, conversions } = validatedBody(EnvelopeDto, body) as {
    atomic?: boolean;
    conversions: unknown;
  };
  const fault = (code: string, detail: string) => invalidRequest([{ pointer: '/conversions', code, detail }]);
  if (!Array.isArray(conversions)) throw fault('wrong_type', 'This must be a list');
  if (conversions.length > MAX_CONVERSIONS)
    throw fault('too_many', `There may be at most ${MAX_CONVERSIONS}: send several requests`);
  return { atomic, items: conversions };
}
