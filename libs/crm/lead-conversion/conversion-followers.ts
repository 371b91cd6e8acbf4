import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { Part } from './parts';

/** A lead and the records that it became, by their stored ids. */
export interface Converted {
  readonly leadId: string;
  readonly to: readonly { readonly part: Part; readonly id: string }[];
}

/** Something that hangs on a lead and goes along to what it becomes. */
export interface ConversionFollower {
  /** Links it to the records as well, in the transaction of the conversion. */
  follow(ctx: RequestContext, converted: Converted, tx: Transaction): Promise<void>;
  /** Takes those links away again. */
  leave(ctx: RequestContext, converted: Converted, tx: Transaction): Promise<void>;
}

/** Whatever goes along with conversions: the libraries that have such things add themselves. */
@Injectable()
export class ConversionFollowers {
  private readonly followers: ConversionFollower[] = [];

  add(follower: ConversionFollower): void {
    this.followers.push(follower);
  }

  async follow(ctx: RequestContext, converted: Converted, tx: Transaction): Promise<void> {
    for (const follower of this.followers) await follower.follow(ctx, converted, tx);
  }

  async leave(ctx: RequestContext, converted: Converted, tx: Transaction): Promise<void> {
    for (const follower of this.followers) await follower.leave(ctx, converted, tx);
  }
}
