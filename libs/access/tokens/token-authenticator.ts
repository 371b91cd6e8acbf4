import { MemberRightsReader } from '@access/roles';
import { WorkspaceService } from '@access/workspaces';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Authenticator } from '@platform/http';
import { hashToken, isWellFormedToken } from '@platform/secrets';

import { KeyUsage } from './key-usage';
import { RecentAnswers } from './recent-answers';
import { StoredTokens } from './stored-tokens';
import type { TokenPrincipal } from './token-principal';

/** A token that was revoked is refused at the latest after this time, on every process. */
const KEPT_MS = 2000;
const MOST_KEPT = 10_000;

/** Knows private app keys (`dw_pak_…`), personal tokens (`dw_pat_…`) and OAuth access tokens (`dw_at_…`). */
@Injectable()
export class TokenAuthenticator extends Authenticator implements OnModuleInit {
  private readonly recent = new RecentAnswers<TokenPrincipal | null>(KEPT_MS, MOST_KEPT);

  constructor(
    private readonly stored: StoredTokens,
    private readonly usage: KeyUsage,
    private readonly workspaces: WorkspaceService,
    private readonly rights: MemberRightsReader,
  ) {
    super();
  }

  /** Whoever changes a setting sees it hold at once, where they asked. */
  onModuleInit(): void {
    this.workspaces.onChange(() => this.recent.forget());
  }

  async authenticate(token: string, now: Date): Promise<TokenPrincipal | null> {
    if (!isWellFormedToken(token)) return null;
    const hash = hashToken(token);
    const key = hash.toString('latin1');
    const principal = await this.recent.get(key, now, () => this.look(token, hash, now));
    if (!principal || principal.expiresAt <= now) return null;
    const limited = await this.limited(principal);
    // Whoever comes back does not find again what ended when they left.
    if (!limited) this.recent.forget(key);
    return limited;
  }

  /** With what the role of its member leaves it, as it is now; null when the member does not work here any more. */
  private async limited(principal: TokenPrincipal): Promise<TokenPrincipal | null> {
    const { workspaceId, memberId } = principal;
    if (memberId === null) return principal;
    const found = await this.rights.of(workspaceId, memberId);
    return found && principal.within(found);
  }

  private async look(token: string, hash: Buffer, now: Date): Promise<TokenPrincipal | null> {
    if (token.startsWith('dw_at_')) return this.stored.accessToken(hash);
    if (!/^dw_pa[kt]_/.test(token)) return null;
    const found = await this.stored.key(hash);
    if (!found) return null;
    if (found.principal.expiresAt > now) this.usage.note(found, now);
    return found.principal;
  }
}
