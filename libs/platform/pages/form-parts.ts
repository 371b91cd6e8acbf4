import { type Html, html } from './html';

/** What is wrong with a form: a sentence by the name of its field, or by '' for the whole. */
export type FormFaults = Readonly<Record<string, string>>;

/** A question of a form. */
export interface Input {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string;
  readonly hint?: string;
  /** What browsers and password managers fill in (HTML, section 4.10.18.7). */
  readonly autocomplete: string;
  readonly inputmode?: 'numeric';
  readonly isOptional?: boolean;
  readonly maxlength?: number;
}

/** A text field with its label, what helps to fill it in, and what is wrong with it. */
export function inputField(input: Input, faults: FormFaults = {}): Html {
  const { name, label, hint } = input;
  const fault = faults[name];
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}"${typeOf(input)}${rulesOf(input)}${toldOf(input, fault)}>
${fault !== undefined && html`<p class="wrong" id="${name}-wrong">${fault}</p>`}${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`;
}

const typeOf = ({ type = 'text', value = '', inputmode }: Input): Html =>
  html` type="${type}" value="${type === 'password' ? '' : value}"${inputmode && html` inputmode="${inputmode}" class="code-input"`}`;

const rulesOf = ({ autocomplete, maxlength = 254, isOptional }: Input): Html =>
  html` autocomplete="${autocomplete}" maxlength="${maxlength}"${!isOptional && html` required`}`;

/** What a screen reader says with the field. */
function toldOf({ name, hint }: Input, fault: string | undefined): Html {
  const told = [
    ...(fault === undefined ? [] : [`${name}-wrong`]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ];
  return html`${fault !== undefined && html` aria-invalid="true"`}${told.length > 0 && html` aria-describedby="${told.join(' ')}"`}`;
}

/** Says first what is wrong, takes the focus, and leads to each place. */
export function faultSummary(heading: string, faults: FormFaults): Html | false {
  const entries = Object.entries(faults);
  if (entries.length === 0) return false;
  const items = entries.map(([name, fault]) =>
    name === '' ? html`<li>${fault}</li>` : html`<li><a href="#${name}">${fault}</a></li>`,
  );
  return html`<div class="summary" role="alert" tabindex="-1" autofocus>
<h2>${heading}</h2>
<ul>${items}</ul>
</div>`;
}

/** Says that something was done. */
export const notice = (sentence: string): Html => html`<p class="notice" role="status">${sentence}</p>`;

export const hiddenField = (name: string, value: string | null): Html | false =>
  value !== null && html`<input type="hidden" name="${name}" value="${value}">`;
