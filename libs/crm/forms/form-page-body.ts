import type { Form } from './form.entity';
import type { Choice, PublicForm } from './form-directory';
import { type FormInput, formInput } from './form-inputs';
import { escaped } from './form-page-frame';
import type { FormTexts } from './form-texts';
import { TRAP, UTM } from './posted-form';

/** A form on its way to a visitor: empty, or as they sent it. */
export interface FilledIn {
  readonly action: string;
  readonly start: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The names of what was left out. */
  readonly missing: ReadonlySet<string>;
  readonly utm: Readonly<Record<string, string | null>> | null;
  readonly referrer: string | null;
}

interface Question {
  readonly name: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly placeholder: string | null;
  readonly answer: string;
  readonly isMissing: boolean;
  readonly choices: readonly Choice[];
}

/** The questions of a form, each with its label, and what goes along with them. */
export function formBody({ form, choices }: PublicForm, filled: FilledIn, texts: FormTexts): string {
  const { name, fields, consent } = form;
  const questions = fields.map(
    (field): Question => ({
      name: field.name,
      label: field.label,
      isRequired: field.required ?? false,
      placeholder: field.placeholder ?? null,
      answer: filled.values[field.name]?.join('\n') ?? '',
      isMissing: filled.missing.has(field.name),
      choices: choices.get(field.name) ?? [],
    }),
  );
  const parts = [
    `<h1>${escaped(name)}</h1>`,
    `<form method="post" action="${escaped(filled.action)}" accept-charset="utf-8">`,
    summary(questions, filled, texts),
    ...questions.map((question) => asked(question, texts)),
    ...(consent ? [consentBox(consent, filled, texts)] : []),
    hidden('_start', filled.start),
    hidden('_referrer', filled.referrer),
    ...UTM.map((mark) => hidden(`utm_${mark}`, filled.utm?.[mark] ?? null)),
    `<div class="trap" aria-hidden="true"><label for="f-fax">${escaped(texts.trap)}</label><input id="f-fax" name="${TRAP}" type="text" tabindex="-1" autocomplete="off"></div>`,
    `<button type="submit">${escaped(texts.send)}</button>`,
    '</form>',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const hidden = (name: string, value: string | null): string =>
  value === null ? '' : `<input type="hidden" name="${name}" value="${escaped(value)}">`;

const idOf = (name: string): string => `f-${name.replaceAll('.', '-')}`;

/** Says what is missing before anything else, and leads there. */
function summary(questions: readonly Question[], { missing }: FilledIn, texts: FormTexts): string {
  if (missing.size === 0) return '';
  const links = questions
    .filter(({ isMissing }) => isMissing)
    .map(({ name, label }) => `<li><a href="#${idOf(name)}">${escaped(label)}</a></li>`);
  if (missing.has('_consent')) links.push(`<li><a href="#f-consent">${escaped(texts.agreement)}</a></li>`);
  const list = links.length > 0 ? `<ul>${links.join('')}</ul>` : '';
  return `<div class="summary" role="alert"><p>${escaped(texts.correct)}</p>${list}</div>`;
}

function asked(question: Question, texts: FormTexts): string {
  const { name, label, isRequired, isMissing } = question;
  const id = idOf(name);
  const mark = isRequired ? ` <span class="required">(${escaped(texts.required)})</span>` : '';
  const wrong = isMissing ? `\n<p class="wrong" id="${id}-wrong">${escaped(texts.missing)}</p>` : '';
  return `<div class="field">
<label for="${id}">${escaped(label)}${mark}</label>
${control(question, formInput(name), texts)}${wrong}
</div>`;
}

function control(question: Question, input: FormInput | undefined, texts: FormTexts): string {
  const type = input?.type ?? 'text';
  const attributes = attributesOf(question, input);
  const { answer, choices } = question;
  if (type === 'textarea') return `<textarea ${attributes}>\n${escaped(answer)}</textarea>`;
  if (type === 'select') return `<select ${attributes}>${options(choices, answer, texts)}</select>`;
  const look = type === 'number' ? 'type="text" inputmode="decimal"' : `type="${type}"`;
  return `<input ${look} ${attributes} value="${escaped(answer)}">`;
}

function attributesOf(question: Question, input: FormInput | undefined): string {
  const { name, isRequired, isMissing, placeholder } = question;
  const id = idOf(name);
  const known = AUTOCOMPLETE[name];
  return [
    `id="${id}"`,
    `name="${escaped(name)}"`,
    isRequired && 'required',
    input?.maxLength !== undefined && `maxlength="${input.maxLength}"`,
    placeholder !== null && input?.type !== 'select' && `placeholder="${escaped(placeholder)}"`,
    known !== undefined && `autocomplete="${known}"`,
    isMissing && `aria-invalid="true" aria-describedby="${id}-wrong"`,
  ]
    .filter((attribute) => attribute !== false)
    .join(' ');
}

const options = (choices: readonly Choice[], answer: string, texts: FormTexts): string =>
  [
    `<option value="">${escaped(texts.choose)}</option>`,
    ...choices.map(
      ({ value, label }) =>
        `<option value="${escaped(value)}"${value === answer ? ' selected' : ''}>${escaped(label)}</option>`,
    ),
  ].join('');

function consentBox(
  { text, required }: NonNullable<Form['consent']>,
  { missing }: FilledIn,
  texts: FormTexts,
): string {
  const isMissing = missing.has('_consent');
  const mark = required ? ` <span class="required">(${escaped(texts.required)})</span>` : '';
  const wrong = isMissing ? `\n<p class="wrong" id="f-consent-wrong">${escaped(texts.missing)}</p>` : '';
  const marks = isMissing ? ' aria-invalid="true" aria-describedby="f-consent-wrong"' : '';
  return `<div class="field"><div class="consent">
<input type="checkbox" id="f-consent" name="_consent" value="yes"${required ? ' required' : ''}${marks}>
<label for="f-consent">${escaped(text)}${mark}</label>
</div>${wrong}</div>`;
}

/** What browsers know of the visitor (HTML, section 4.10.18.7). */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  salutation: 'honorific-prefix',
  first_name: 'given-name',
  middle_name: 'additional-name',
  last_name: 'family-name',
  job_title: 'organization-title',
  company_name: 'organization',
  birthday: 'bday',
  emails: 'email',
  phones: 'tel',
  websites: 'url',
  'address.line1': 'address-line1',
  'address.line2': 'address-line2',
  'address.city': 'address-level2',
  'address.region': 'address-level1',
  'address.postal_code': 'postal-code',
  'address.country': 'country',
};
