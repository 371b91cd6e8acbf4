import { Injectable } from '@nestjs/common';

/** The OpenAPI document of this process, made when it is first asked for. */
@Injectable()
export class OpenApiDocument {
  private describe: () => object = () => {
    throw new Error('Nobody said how the API is described.');
  };
  private made: string | null = null;

  /** Says how to make the document: only the finished application knows all routes. */
  describedBy(describe: () => object): void {
    this.describe = describe;
  }

  text(): string {
    this.made ??= JSON.stringify(this.describe());
    return this.made;
  }
}
