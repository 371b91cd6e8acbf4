import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  formText,
  type Html,
  html,
  inputField,
  type PageRoute,
  queryText,
} from '@platform/pages';
import qrcode from 'qrcode-generator';

import { sendAccountPage } from './account-frame';
import { checkCsrf, csrfField } from './csrf';
import { leadOn, PageVisits, type Visit } from './page-visits';
import { SecondFactors } from './second-factors';
import { SecondStepCodes } from './second-step-codes';
import { filledText } from './texts/filled-text';
import { type SecondFactorTexts, secondFactorTexts } from './texts/second-factor-texts';
import { signInTexts } from './texts/sign-in-texts';

const PAGE = '/account/second-step';

/** The page on which somebody turns the second step on and off. */
@Injectable()
export class SecondFactorPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly factors: SecondFactors,
    private readonly codes: SecondStepCodes,
  ) {
    const post = (what: string, handle: (visit: Visit) => Promise<unknown>): PageRoute => ({
      method: 'POST',
      path: `${PAGE}/${what}`,
      handle: visits.recentlySignedIn(PAGE, (visit) => {
        checkCsrf(visit.request, visit.signedIn);
        return handle(visit);
      }),
    });
    this.routes = [
      { method: 'GET', path: PAGE, handle: visits.recentlySignedIn(PAGE, (visit) => this.page(visit, {})) },
      post('begin', (visit) => this.begin(visit)),
      post('turn-on', (visit) => this.turnOn(visit)),
      post('turn-off', (visit) => this.turnOff(visit)),
      post('recovery-codes', (visit) => this.newCodes(visit)),
    ];
  }

  private async begin({ signedIn, reply }: Visit): Promise<unknown> {
    await this.factors.begin(signedIn.user.id, new Date());
    return leadOn(reply, PAGE);
  }

  private async turnOn(visit: Visit): Promise<unknown> {
    const codes = await this.codes.turnOn(visit, formText(visit.request, 'code'));
    return codes ? this.showCodes(visit, codes) : this.page(visit, wrongCode(visit, 'code'));
  }

  private async turnOff(visit: Visit): Promise<unknown> {
    if (!(await this.codes.turnOff(visit, formText(visit.request, 'off_code'))))
      return this.page(visit, wrongCode(visit, 'off_code'));
    return leadOn(visit.reply, `${PAGE}?done=off`);
  }

  private async newCodes(visit: Visit): Promise<unknown> {
    const codes = await this.codes.renew(visit, formText(visit.request, 'new_code'));
    return codes ? this.showCodes(visit, codes) : this.page(visit, wrongCode(visit, 'new_code'));
  }

  private async page(visit: Visit, faults: FormFaults): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const texts = secondFactorTexts(language);
    const { state, recoveryCodes } = await this.factors.standing(signedIn.user.id);
    const begun = await this.factors.begun(signedIn.user.id, signedIn.user.email);
    const body = begun
      ? setUp(begun, visit, faults)
      : state === 'on'
        ? inUse(recoveryCodes, visit, faults)
        : html`<p>${texts.off}</p>
<form method="post" action="${PAGE}/begin">${csrfField(signedIn)}<button>${texts.begin}</button></form>`;
    const done = queryText(request, 'done') === 'off' ? texts.turnedOff : null;
    return sendAccountPage(visit, { path: PAGE, body, faults, done });
  }

  private showCodes(visit: Visit, codes: readonly string[]): unknown {
    const texts = secondFactorTexts(visit.language);
    const body = html`<h2>${texts.codesTitle}</h2>
<p>${texts.codesIntro}</p>
<ul class="codes">${codes.map((code) => html`<li>${code}</li>`)}</ul>
<p><a class="button" href="${PAGE}">${texts.done}</a></p>`;
    return sendAccountPage(visit, { path: PAGE, body, done: texts.on });
  }
}

const wrongCode = ({ language }: Visit, field: string): FormFaults => ({
  [field]: signInTexts(language).wrongCode,
});

function setUp({ text, uri }: { text: string; uri: string }, visit: Visit, faults: FormFaults): Html {
  const texts = secondFactorTexts(visit.language);
  const code = { name: 'code', label: texts.code, inputmode: 'numeric', maxlength: 10 } as const;
  return html`<p>${texts.scan}</p>
${qrImage(uri, texts)}
<p>${texts.key}: <code>${text}</code></p>
<form method="post" action="${PAGE}/turn-on">${csrfField(visit.signedIn)}
${inputField({ ...code, autocomplete: 'one-time-code' }, faults)}
<button>${texts.turnOn}</button>
</form>`;
}

function inUse(recoveryCodes: number, visit: Visit, faults: FormFaults): Html {
  const texts = secondFactorTexts(visit.language);
  const code = { label: texts.anyCode, autocomplete: 'one-time-code', maxlength: 30 } as const;
  return html`<p>${texts.on}</p>
<h2>${texts.newCodes}</h2>
<p>${filledText(texts.left, { count: String(recoveryCodes) })}</p>
<form method="post" action="${PAGE}/recovery-codes">${csrfField(visit.signedIn)}
${inputField({ ...code, name: 'new_code' }, faults)}
<button class="quiet">${texts.newCodes}</button>
</form>
<h2>${texts.turnOff}</h2>
<form method="post" action="${PAGE}/turn-off">${csrfField(visit.signedIn)}
${inputField({ ...code, name: 'off_code' }, faults)}
<button class="danger">${texts.turnOff}</button>
</form>`;
}

/** Drawn here: a key must not be asked of anybody else's server. */
function qrImage(uri: string, { qr }: SecondFactorTexts): Html {
  const code = qrcode(0, 'M');
  code.addData(uri);
  code.make();
  const size = code.getModuleCount();
  const rows = Array.from({ length: size }, (_, row) =>
    rowPath(row, size, (column) => code.isDark(row, column)),
  );
  return html`<svg class="qr" role="img" aria-label="${qr}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${rows.join('')}"/></svg>`;
}

/** The dark runs of one row, as a path. */
function rowPath(row: number, size: number, isDark: (column: number) => boolean): string {
  const dots = Array.from({ length: size }, (_, column) => (isDark(column) ? '#' : ' ')).join('');
  return [...dots.matchAll(/#+/g)]
    .map(({ index, 0: run }) => `M${index} ${row}h${run.length}v1h-${run.length}z`)
    .join('');
}
