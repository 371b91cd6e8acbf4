import { Body, Controller, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, idempotencyClaim, invalidRequest, Operation, ProblemError } from '@platform/http';
import { toTypeId } from '@platform/ids';
import { addressBlock } from '@platform/rate-limits';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { FormDirectory, type PublicForm } from './form-directory';
import { FormIntake, unknownForm } from './form-intake';
import { FormPages } from './form-pages';
import type { FormTexts } from './form-texts';
import { FormPostDto, FormPostQueryDto, FormReceiptDto, MAX_FORM_BYTES } from './public-form.dto';

/** Where forms are sent, by anybody. */
@ApiTags('forms')
@Controller('f')
export class PublicFormController {
  constructor(
    private readonly directory: FormDirectory,
    private readonly intake: FormIntake,
    private readonly pages: FormPages,
  ) {}

  @Post(':form')
  @Operation({
    id: 'forms.submit',
    summary: 'Send a form',
    description:
      'No token is needed, and any site may send it unless the form names some. The answers are stored as they come, and become a lead within seconds: what fits no field stands in its comment. Takes JSON and `application/x-www-form-urlencoded`; a browser that sends a plain HTML form is led on with 303.',
    scope: 'public',
    accepts: FormPostDto,
    takesForms: true,
    query: FormPostQueryDto,
    returns: FormReceiptDto,
    status: 202,
    bodyLimitBytes: MAX_FORM_BYTES,
    takesKey: true,
    problems: [403, 404, 409, 410, 422],
  })
  async submit(
    @IdParam('form', 'form') id: string,
    @Body() body: unknown,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormReceiptDto | string> {
    if (!isObject(body)) throw invalidRequest([NO_OBJECT]);
    const found = await this.directory.find(id);
    if (!found) throw unknownForm(id);
    try {
      const { id: submission, isReplayed } = await this.intake.take(found, {
        body,
        query,
        address: addressBlock(request.ip),
        userAgent: request.headers['user-agent'],
        origin: request.headers.origin,
        page: request.headers.referer,
        requestId: request.id,
        idempotency: idempotencyClaim(request),
      });
      if (isReplayed) reply.header('idempotent-replayed', 'true');
      return wantsPage(request) ? this.leadOn(found, reply) : { id: submission };
    } catch (error) {
      if (!(error instanceof ProblemError) || !wantsPage(request)) throw error;
      return this.refuse(found, { error, body, query }, reply);
    }
  }

  private leadOn({ form }: PublicForm, reply: FastifyReply): string {
    // Relative, so that it stays right under a path of a proxy.
    reply.status(303).header('location', form.redirect_url ?? `${toTypeId('form', form.id)}/thanks`);
    return '';
  }

  private refuse(
    found: PublicForm,
    { error, ...given }: { error: ProblemError; body: unknown; query: unknown },
    reply: FastifyReply,
  ): string {
    const { html, headers } =
      error.status === 422
        ? this.pages.again(found, { error, ...given })
        : this.pages.message(found, SENTENCES[error.status] ?? SENTENCES[403]);
    reply.status(error.status).headers({ ...headers, ...error.headers });
    return html;
  }
}

const SENTENCES: Readonly<Record<number, (texts: FormTexts) => string>> & {
  readonly 403: (texts: FormTexts) => string;
} = {
  403: (texts) => texts.refused,
  410: (texts) => texts.closed,
  429: (texts) => texts.busy,
};

const isObject = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const NO_OBJECT = { pointer: '', code: 'wrong_type', detail: 'Send a JSON object' };

/** Whether a browser has left a page to send the form: it shows what it is answered. */
const wantsPage = ({ headers }: FastifyRequest): boolean =>
  (headers.accept ?? '').includes('text/html') &&
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
