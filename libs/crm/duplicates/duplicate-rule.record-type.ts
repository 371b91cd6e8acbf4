import { comparedField, findingFields } from '@crm/matching';
import { defineRecordType, type Edit } from '@crm/records';
import { defineScope } from '@platform/http';

import { CreateDuplicateRuleDto, DuplicateRuleDto, UpdateDuplicateRuleDto } from './duplicate-rule.dto';
import { DuplicateRule } from './duplicate-rule.entity';

const manage = defineScope(
  'duplicates:manage',
  'change the rules for duplicates, scan for duplicates and dismiss them',
);

export const DUPLICATE_SCOPES = {
  read: defineScope('duplicates:read', 'read the rules for duplicates, and which records may be the same'),
  write: manage,
  delete: manage,
};

export const duplicateRuleType = defineRecordType<DuplicateRule>({
  name: 'duplicate_rule',
  plural: 'duplicate_rules',
  segment: 'duplicate-rules',
  words: { one: 'a rule for duplicates', many: 'rules for duplicates' },
  row: DuplicateRule,
  create: CreateDuplicateRuleDto,
  update: UpdateDuplicateRuleDto,
  view: DuplicateRuleDto,
  scopes: DUPLICATE_SCOPES,
  privileged: () => true,
  rules: (edits) => {
    for (const edit of edits) checkRule(edit);
  },
});

function checkRule(edit: Edit<DuplicateRule>): void {
  const { row } = edit;
  edit.fill('position', 1000);
  edit.fill('active', true);
  edit.fill('on_save', 'allow');
  edit.fill('on_intake', 'create');
  for (const [at, { field, normalizer }] of row.conditions.entries()) {
    const compared = comparedField(row.object, field);
    const places = `/conditions/${at}`;
    if (!compared) {
      edit.fault(`${places}/field`, 'not_compared', `There is no ${field} to compare of a ${row.object}`);
    } else if (!compared.normalizers.includes(normalizer)) {
      const choices = compared.normalizers.join(', ');
      edit.fault(`${places}/normalizer`, 'not_for_field', `${field} takes one of ${choices}`);
    }
  }
  const finding = findingFields(row.object);
  if (row.conditions.some(({ field, required }) => required && finding.includes(field))) return;
  const choices = finding.join(', ');
  edit.fault(
    '/conditions',
    'finds_nothing',
    `One condition on ${choices} must be required: records are found by it`,
  );
}
