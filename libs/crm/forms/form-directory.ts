import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

import type { Form } from './form.entity';

/** A form as the public meets it. */
export interface PublicForm {
  readonly workspaceId: string;
  readonly locale: string;
  readonly form: Form;
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
    return form ? { workspaceId: found.workspace_id, locale: found.locale, form } : null;
  }
}

const LOOK_UP = `
  SELECT l.workspace_id, w.locale FROM form_lookups AS l JOIN workspaces AS w ON w.id = l.workspace_id
  WHERE l.form_id = $1`;

const FORM = 'SELECT * FROM forms WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL';
