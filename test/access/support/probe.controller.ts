import { Controller, Get, Module } from '@nestjs/common';
import { defineScope, Operation, TextField } from '@platform/http';

class ProbeDto {
  @TextField() answer: string;
}

const testsRead = defineScope('tests:read', 'read tests');
const testsWrite = defineScope('tests:write', 'write tests');

@Controller('v1/probe')
class ProbeController {
  @Get()
  @Operation({ id: 'probe.get', summary: 'Read', scope: testsRead, returns: ProbeDto })
  get(): ProbeDto {
    return { answer: 'read' };
  }

  @Get('more')
  @Operation({ id: 'probe.more', summary: 'Read more', scope: testsWrite, returns: ProbeDto })
  more(): ProbeDto {
    return { answer: 'written' };
  }
}

/** Two routes with scopes of their own, to see what a token may do. */
@Module({ controllers: [ProbeController] })
export class ProbeModule {}
