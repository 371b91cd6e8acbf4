import './form-kinds';

import { isDeepStrictEqual } from 'node:util';

import { KnownStages, type StageInfo } from '@crm/pipelines';
import { defineRecordType, type Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { CreateFormDto, FormDto, UpdateFormDto } from './form.dto';
import { Form } from './form.entity';
import type { FormDefinition } from './form-version.entity';
import { FORM_SCOPES } from './scopes';

export const formType = defineRecordType<Form>({
  name: 'form',
  plural: 'forms',
  words: { one: 'a form', many: 'forms' },
  row: Form,
  create: CreateFormDto,
  update: UpdateFormDto,
  view: FormDto,
  scopes: FORM_SCOPES,
  privileged: () => true,
  sorts: { name: { column: 'name', text: true } },
  rules: formRules,
});

const LIMIT_PER_HOUR = 1000;
const LIMIT_PER_ADDRESS = 20;

async function formRules(edits: readonly Edit<Form>[], ctx: RequestContext, tx: Transaction): Promise<void> {
  for (const edit of edits) {
    edit.fill('source', 'web_form');
    edit.fill('is_active', true);
    edit.fill('limit_per_hour', LIMIT_PER_HOUR);
    edit.fill('limit_per_address', LIMIT_PER_ADDRESS);
    edit.fill('definition_version', 0);
    if (edit.action === 'delete') continue;
    checkFields(edit);
    await placeForLeads(edit, ctx, tx);
    if (edit.faults.length === 0) await keepVersion(edit, ctx, tx);
  }
}

function checkFields(edit: Edit<Form>): void {
  const { fields } = edit.row;
  if (fields.length === 0) edit.fault('/fields', 'empty', 'A form asks for something');
  for (const [at, { name }] of fields.entries()) {
    if (fields.findIndex((other) => other.name === name) < at)
      edit.fault(`/fields/${at}/name`, 'duplicate', 'Ask for each field once');
  }
}

/** A stage brings its pipeline along, and a pipeline its initial stage; both must be of leads. */
async function placeForLeads(edit: Edit<Form>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const { row, given } = edit;
  if (!given.has('stage_id') && !given.has('pipeline_id')) return;
  const stages = await new KnownStages('lead', ctx, tx).byId();
  if (!given.has('stage_id') || row.stage_id === null) beginPipeline(edit, [...stages.values()]);
  else takeStage(edit, stages.get(row.stage_id));
}

function beginPipeline(edit: Edit<Form>, stages: readonly StageInfo[]): void {
  const { row } = edit;
  const initial = stages.find(
    ({ kind, pipeline_id }) => kind === 'initial' && pipeline_id === row.pipeline_id,
  );
  if (row.pipeline_id !== null && !initial)
    edit.fault('/pipeline_id', 'unknown_reference', 'There is no such pipeline for leads');
  row.stage_id = initial?.id ?? null;
}

function takeStage(edit: Edit<Form>, stage: StageInfo | undefined): void {
  const { row, given } = edit;
  if (!stage) {
    edit.fault('/stage_id', 'unknown_reference', 'There is no such stage for leads');
    return;
  }
  const isOther = given.has('pipeline_id') && row.pipeline_id !== stage.pipeline_id;
  if (isOther) edit.fault('/stage_id', 'stage_of_other_pipeline', OTHER_PIPELINE);
  else row.pipeline_id = stage.pipeline_id;
}

const OTHER_PIPELINE = 'This stage belongs to another pipeline than pipeline_id names';

const definitionOf = (row: Form): FormDefinition => ({
  name: row.name,
  object: row.object,
  fields: row.fields,
  pipeline_id: row.pipeline_id,
  stage_id: row.stage_id,
  owner_id: row.owner_id,
  source: row.source,
  consent: row.consent,
});

/** Stores what the form is from now on as a version of its own, when that differs from what it was. */
async function keepVersion({ before, row }: Edit<Form>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const definition = definitionOf(row);
  if (before && isDeepStrictEqual(definition, definitionOf(before))) return;
  row.definition_version = (before?.definition_version ?? 0) + 1;
  await tx.sql('form_versions.add', ADD_VERSION, [
    ctx.workspaceId,
    row.id,
    row.definition_version,
    JSON.stringify(definition),
    ctx.now,
    JSON.stringify(ctx.actor),
  ]);
  if (!before) await tx.sql('form_lookups.add', ADD_LOOKUP, [row.id, ctx.workspaceId]);
}

const ADD_VERSION = `
  INSERT INTO form_versions (workspace_id, form_id, number, definition, created_at, created_by)
  VALUES ($1, $2, $3, $4, $5, $6)`;

const ADD_LOOKUP = 'INSERT INTO form_lookups (form_id, workspace_id) VALUES ($1, $2)';
