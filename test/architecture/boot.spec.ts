import { Controller, Get, Module } from '@nestjs/common';
import { Operation } from '@platform/http';

import { TestApi } from '../support/test-api';

@Controller('v1/forgotten')
class ForgottenController {
  @Get()
  read(): string {
    return 'nobody said who may read this';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

@Controller('v1/declared')
class DeclaredController {
  @Get()
  @Operation({ id: 'declared.read', summary: 'Read', scope: 'any', returns: Object })
  read(): object {
    return {};
  }
}

@Module({ controllers: [DeclaredController] })
class DeclaredModule {}

describe('a route', () => {
  it('stops the boot when it declares no operation', async () => {
    await expect(TestApi.start([ForgottenModule])).rejects.toThrow('GET /v1/forgotten declares no operation');
  });

  it('is closed to callers without a token when it declares one', async () => {
    const api = await TestApi.start([DeclaredModule]);
    try {
      const workspace = await api.workspace();
      await api.as(null).get('/v1/declared').expect(401);
      await workspace.get('/v1/declared').expect(200);
    } finally {
      await api.stop();
    }
  });
});
