import { textTable } from './text-table';

/** The words around the pages of somebody's account. */
export interface AccountTexts {
  readonly title: string;
  readonly workspaces: string;
  readonly noWorkspaces: string;
  readonly signOut: string;
}

export const accountTexts = textTable<AccountTexts>({
  en: {
    title: 'Your account',
    workspaces: 'Your workspaces',
    noWorkspaces: 'You are not a member of any workspace at the moment. Ask an admin of yours to invite you.',
    signOut: 'Sign out',
  },
  fr: {
    title: 'Votre compte',
    workspaces: 'Vos espaces de travail',
    noWorkspaces:
      'Vous n’êtes actuellement membre d’aucun espace de travail. Demandez une invitation à un administrateur.',
    signOut: 'Se déconnecter',
  },
  de: {
    title: 'Ihr Konto',
    workspaces: 'Ihre Arbeitsbereiche',
    noWorkspaces:
      'Sie sind zurzeit in keinem Arbeitsbereich Mitglied. Bitten Sie einen Administrator um eine Einladung.',
    signOut: 'Abmelden',
  },
  es: {
    title: 'Su cuenta',
    workspaces: 'Sus espacios de trabajo',
    noWorkspaces:
      'Ahora mismo no es miembro de ningún espacio de trabajo. Pida una invitación a un administrador.',
    signOut: 'Cerrar sesión',
  },
  ru: {
    title: 'Ваша учётная запись',
    workspaces: 'Ваши рабочие пространства',
    noWorkspaces:
      'Сейчас вы не состоите ни в одном рабочем пространстве. Попросите администратора пригласить вас.',
    signOut: 'Выйти',
  },
  vi: {
    title: 'Tài khoản của bạn',
    workspaces: 'Không gian làm việc của bạn',
    noWorkspaces: 'Hiện bạn không là thành viên của không gian làm việc nào. Hãy nhờ quản trị viên mời bạn.',
    signOut: 'Đăng xuất',
  },
});
