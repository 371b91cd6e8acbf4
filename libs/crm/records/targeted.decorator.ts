import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { describeIdParam, storedId } from '@platform/http';
import type { FastifyRequest } from 'fastify';

import { describeParent, storedParent } from './parents';
import type { Target } from './record.service';
import type { RecordType } from './record-type';

/** The record that a request is about: the ids in the path, and the version that the caller has read. */
export function targeted({ name, parent }: RecordType): ParameterDecorator {
  const read = createParamDecorator((_: unknown, execution: ExecutionContext): Target => {
    const { params, headers } = execution.switchToHttp().getRequest<FastifyRequest>();
    const ids = params as Record<string, string>;
    return {
      id: storedId(name, ids.id ?? ''),
      ifMatch: headers['if-match'],
      ...(parent && { parentId: storedParent(parent, ids[parent.field] ?? '') }),
    };
  });
  return (target, key, index) => {
    read()(target, key, index);
    describeIdParam(name)(target, key, index);
    if (parent) describeParent(parent)(target, key, index);
  };
}
