import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

import type { Form } from './form.entity';
import { formInput } from './form-inputs';

/** A form as the public meets it. */
export interface PublicForm {
  readonly workspaceId: string;
  readonly locale: string;
  readonly form: Form;
  /** What can be chosen from, by the name of the question. */
  readonly choices: ReadonlyMap<string, readonly Choice[]>;
}

/** A word, and how people call it. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Finds forms by their ids alone. */
@Injectable()
export class FormDirectory {
  constructor(private readonly database: Database) {}

  /** The form, whether it takes submissions or not; null when there is none, or it was deleted. */
  async find(id: string): Promise<PublicForm | null> {
    const [found] = await this.database.sql<{ workspace_id: string; locale: string }>(
      'form_lookups.find',
      LOOK_UP,
      [id],
    );
    if (!found) return null;
    const [form] = await this.database.sql<Form>('forms.public', FORM, [found.workspace_id, id]);
    if (!form) return null;
    const { workspace_id: workspaceId, locale } = found;
    return { workspaceId, locale, form, choices: await this.choices(workspaceId, form) };
  }

  private async choices(workspaceId: string, { fields }: Form): Promise<PublicForm['choices']> {
    const inputs = fields.flatMap(({ name }) => formInput(name) ?? []);
    const directories = inputs.flatMap(({ directory }) => directory ?? []);
    const values =
      directories.length === 0
        ? []
        : await this.database.sql<Choice & { directory: string }>('forms.choices', CHOICES, [
            workspaceId,
            directories,
          ]);
    const listed = Map.groupBy(values, ({ directory }) => directory);
    return new Map(
      inputs.map(({ path, choices, directory }): [string, readonly Choice[]] => [
        path,
        directory === undefined
          ? (choices ?? []).map((value) => ({ value, label: value }))
          : (listed.get(directory) ?? []),
      ]),
    );
  }
}

const LOOK_UP = `
  SELECT l.workspace_id, w.locale FROM form_lookups AS l JOIN workspaces AS w ON w.id = l.workspace_id
  WHERE l.form_id = $1`;

const CHOICES = `
  SELECT directory, key AS value, name AS label FROM directory_values
  WHERE workspace_id = $1 AND directory = ANY ($2) AND deleted_at IS NULL ORDER BY directory, position, id`;

const FORM = 'SELECT * FROM forms WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL';
