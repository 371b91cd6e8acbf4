import { textTable } from './text-table';

/** The words of the page of an invitation. */
export interface InvitationTexts {
  readonly title: string;
  readonly intro: string;
  readonly name: string;
  readonly missingName: string;
  readonly create: string;
  readonly joinAs: string;
  readonly join: string;
  readonly other: string;
  readonly haveAccount: string;
  readonly joined: string;
  readonly withProvider: string;
}

export const invitationTexts = textTable<InvitationTexts>({
  en: {
    title: 'Join {workspace}',
    intro: 'You have been invited as {email}.',
    name: 'Your name',
    missingName: 'Say your name.',
    create: 'Create an account and join',
    joinAs: 'You are signed in as {name} ({email}).',
    join: 'Join',
    other: 'Use another account',
    haveAccount: 'There is an account with this address already. Sign in to join.',
    joined: 'Welcome! You are a member now.',
    withProvider: 'Join with {provider}',
  },
  fr: {
    title: 'Rejoindre {workspace}',
    intro: 'Vous avez été invité en tant que {email}.',
    name: 'Votre nom',
    missingName: 'Indiquez votre nom.',
    create: 'Créer un compte et rejoindre',
    joinAs: 'Vous êtes connecté en tant que {name} ({email}).',
    join: 'Rejoindre',
    other: 'Utiliser un autre compte',
    haveAccount: 'Un compte existe déjà avec cette adresse. Connectez-vous pour rejoindre.',
    joined: 'Bienvenue ! Vous êtes maintenant membre.',
    withProvider: 'Rejoindre avec {provider}',
  },
  de: {
    title: '{workspace} beitreten',
    intro: 'Sie wurden als {email} eingeladen.',
    name: 'Ihr Name',
    missingName: 'Geben Sie Ihren Namen an.',
    create: 'Konto anlegen und beitreten',
    joinAs: 'Sie sind als {name} ({email}) angemeldet.',
    join: 'Beitreten',
    other: 'Anderes Konto benutzen',
    haveAccount: 'Mit dieser Adresse gibt es schon ein Konto. Melden Sie sich an, um beizutreten.',
    joined: 'Willkommen! Sie sind jetzt Mitglied.',
    withProvider: 'Mit {provider} beitreten',
  },
  es: {
    title: 'Unirse a {workspace}',
    intro: 'Le han invitado como {email}.',
    name: 'Su nombre',
    missingName: 'Indique su nombre.',
    create: 'Crear una cuenta y unirse',
    joinAs: 'Ha iniciado sesión como {name} ({email}).',
    join: 'Unirse',
    other: 'Usar otra cuenta',
    haveAccount: 'Ya existe una cuenta con esta dirección. Inicie sesión para unirse.',
    joined: '¡Le damos la bienvenida! Ya es miembro.',
    withProvider: 'Unirse con {provider}',
  },
  ru: {
    title: 'Присоединиться к {workspace}',
    intro: 'Вас пригласили как {email}.',
    name: 'Ваше имя',
    missingName: 'Укажите имя.',
    create: 'Создать учётную запись и присоединиться',
    joinAs: 'Вы вошли как {name} ({email}).',
    join: 'Присоединиться',
    other: 'Войти под другой учётной записью',
    haveAccount: 'Учётная запись с этим адресом уже есть. Войдите, чтобы присоединиться.',
    joined: 'Добро пожаловать! Теперь вы участник.',
    withProvider: 'Присоединиться через {provider}',
  },
  vi: {
    title: 'Tham gia {workspace}',
    intro: 'Bạn được mời với địa chỉ {email}.',
    name: 'Tên của bạn',
    missingName: 'Hãy cho biết tên của bạn.',
    create: 'Tạo tài khoản và tham gia',
    joinAs: 'Bạn đang đăng nhập với tên {name} ({email}).',
    join: 'Tham gia',
    other: 'Dùng tài khoản khác',
    haveAccount: 'Đã có tài khoản với địa chỉ này. Hãy đăng nhập để tham gia.',
    joined: 'Chào mừng! Bạn đã là thành viên.',
    withProvider: 'Tham gia bằng {provider}',
  },
});
