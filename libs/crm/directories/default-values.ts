import type { Words } from '@crm/workspace-language';

import type { DirectoryName } from './directory-names';

/** A value that every workspace starts with: the key that records hold, and its name. */
export type DefaultValue = readonly [key: string, names: Words];

/** A number is the same in every language. */
const same = (text: string): Words => [text, text, text, text, text, text];

const OTHER: DefaultValue = ['other', ['Other', 'Autre', 'Sonstiges', 'Otro', 'Другое', 'Khác']];

/** The values that every workspace starts with, by directory and in order. */
export const DEFAULT_VALUES: Readonly<Record<DirectoryName, readonly DefaultValue[]>> = {
  source: [
    ['call', ['Phone call', 'Appel téléphonique', 'Anruf', 'Llamada', 'Звонок', 'Cuộc gọi']],
    ['email', ['Email', 'E-mail', 'E-Mail', 'Correo electrónico', 'Эл. почта', 'Email']],
    ['website', ['Website', 'Site web', 'Website', 'Sitio web', 'Сайт', 'Trang web']],
    [
      'web_form',
      ['Web form', 'Formulaire web', 'Webformular', 'Formulario web', 'Веб-форма', 'Biểu mẫu web'],
    ],
    [
      'callback',
      ['Callback', 'Demande de rappel', 'Rückruf', 'Devolución de llamada', 'Обратный звонок', 'Gọi lại'],
    ],
    ['advertising', ['Advertising', 'Publicité', 'Werbung', 'Publicidad', 'Реклама', 'Quảng cáo']],
    [
      'social_media',
      [
        'Social media',
        'Réseaux sociaux',
        'Soziale Medien',
        'Redes sociales',
        'Социальные сети',
        'Mạng xã hội',
      ],
    ],
    ['messenger', ['Messenger', 'Messagerie', 'Messenger', 'Mensajería', 'Мессенджер', 'Tin nhắn']],
    [
      'existing_client',
      [
        'Existing client',
        'Client existant',
        'Bestandskunde',
        'Cliente existente',
        'Существующий клиент',
        'Khách hàng hiện tại',
      ],
    ],
    [
      'recommendation',
      ['Recommendation', 'Recommandation', 'Empfehlung', 'Recomendación', 'Рекомендация', 'Giới thiệu'],
    ],
    [
      'trade_show',
      ['Trade show', 'Salon professionnel', 'Messe', 'Feria comercial', 'Выставка', 'Hội chợ triển lãm'],
    ],
    [
      'online_store',
      [
        'Online store',
        'Boutique en ligne',
        'Onlineshop',
        'Tienda en línea',
        'Интернет-магазин',
        'Cửa hàng trực tuyến',
      ],
    ],
    ['partner', ['Partner', 'Partenaire', 'Partner', 'Socio', 'Партнёр', 'Đối tác']],
    [
      'repeat_sale',
      ['Repeat sale', 'Vente répétée', 'Wiederverkauf', 'Venta recurrente', 'Повторная продажа', 'Bán lại'],
    ],
    OTHER,
  ],
  contact_type: [
    ['client', ['Client', 'Client', 'Kunde', 'Cliente', 'Клиент', 'Khách hàng']],
    ['supplier', ['Supplier', 'Fournisseur', 'Lieferant', 'Proveedor', 'Поставщик', 'Nhà cung cấp']],
    ['partner', ['Partner', 'Partenaire', 'Partner', 'Socio', 'Партнёр', 'Đối tác']],
    OTHER,
  ],
  company_type: [
    ['customer', ['Customer', 'Client', 'Kunde', 'Cliente', 'Клиент', 'Khách hàng']],
    ['supplier', ['Supplier', 'Fournisseur', 'Lieferant', 'Proveedor', 'Поставщик', 'Nhà cung cấp']],
    [
      'competitor',
      ['Competitor', 'Concurrent', 'Wettbewerber', 'Competidor', 'Конкурент', 'Đối thủ cạnh tranh'],
    ],
    ['partner', ['Partner', 'Partenaire', 'Partner', 'Socio', 'Партнёр', 'Đối tác']],
    OTHER,
  ],
  employee_count: [
    ['1-9', same('1–9')],
    ['10-49', same('10–49')],
    ['50-249', same('50–249')],
    ['250-499', same('250–499')],
    ['500+', ['500 or more', '500 et plus', '500 und mehr', '500 o más', '500 и более', 'Từ 500 trở lên']],
  ],
  industry: [
    [
      'it',
      [
        'Information technology',
        'Informatique',
        'Informationstechnik',
        'Informática',
        'Информационные технологии',
        'Công nghệ thông tin',
      ],
    ],
    [
      'telecommunications',
      [
        'Telecommunications',
        'Télécommunications',
        'Telekommunikation',
        'Telecomunicaciones',
        'Телекоммуникации',
        'Viễn thông',
      ],
    ],
    [
      'manufacturing',
      ['Manufacturing', 'Industrie manufacturière', 'Produktion', 'Fabricación', 'Производство', 'Sản xuất'],
    ],
    ['banking', ['Banking', 'Banque', 'Bankwesen', 'Banca', 'Банковские услуги', 'Ngân hàng']],
    ['consulting', ['Consulting', 'Conseil', 'Beratung', 'Consultoría', 'Консалтинг', 'Tư vấn']],
    ['finance', ['Finance', 'Finance', 'Finanzen', 'Finanzas', 'Финансы', 'Tài chính']],
    [
      'government',
      [
        'Government',
        'Secteur public',
        'Öffentliche Verwaltung',
        'Administración pública',
        'Государственный сектор',
        'Cơ quan nhà nước',
      ],
    ],
    [
      'delivery',
      [
        'Delivery and logistics',
        'Livraison et logistique',
        'Lieferung und Logistik',
        'Reparto y logística',
        'Доставка и логистика',
        'Giao hàng và hậu cần',
      ],
    ],
    [
      'entertainment',
      ['Entertainment', 'Divertissement', 'Unterhaltung', 'Entretenimiento', 'Развлечения', 'Giải trí'],
    ],
    [
      'non_profit',
      [
        'Non-profit',
        'Association à but non lucratif',
        'Gemeinnützig',
        'Sin ánimo de lucro',
        'Некоммерческая организация',
        'Phi lợi nhuận',
      ],
    ],
    [
      'retail',
      ['Retail', 'Commerce de détail', 'Einzelhandel', 'Comercio minorista', 'Розничная торговля', 'Bán lẻ'],
    ],
    ['health_care', ['Health care', 'Santé', 'Gesundheitswesen', 'Sanidad', 'Здравоохранение', 'Y tế']],
    ['education', ['Education', 'Éducation', 'Bildung', 'Educación', 'Образование', 'Giáo dục']],
    [
      'construction',
      ['Construction', 'Construction', 'Bauwesen', 'Construcción', 'Строительство', 'Xây dựng'],
    ],
    OTHER,
  ],
  deal_type: [
    ['sale', ['Sale', 'Vente', 'Verkauf', 'Venta', 'Продажа', 'Bán hàng']],
    [
      'complex_sale',
      [
        'Complex sale',
        'Vente complexe',
        'Komplexer Verkauf',
        'Venta compleja',
        'Комплексная продажа',
        'Bán hàng phức hợp',
      ],
    ],
    [
      'goods',
      [
        'Goods',
        'Vente de marchandises',
        'Warenverkauf',
        'Venta de productos',
        'Продажа товара',
        'Bán sản phẩm',
      ],
    ],
    ['services', ['Services', 'Vente de services', 'Dienstleistungen', 'Servicios', 'Услуги', 'Dịch vụ']],
    [
      'service_contract',
      [
        'Service contract',
        'Contrat de service',
        'Servicevertrag',
        'Contrato de servicio',
        'Сервисное обслуживание',
        'Hợp đồng dịch vụ',
      ],
    ],
  ],
  salutation: [
    ['mr', ['Mr', 'M.', 'Herr', 'Sr.', 'Господин', 'Ông']],
    ['ms', ['Ms', 'Mme', 'Frau', 'Srta.', 'Госпожа', 'Cô']],
    ['mrs', ['Mrs', 'Mme (mariée)', 'Frau (verheiratet)', 'Sra.', 'Госпожа (замужем)', 'Bà']],
    ['mx', ['Mx', 'Mx', 'Ohne Anrede', 'Mx', 'Без обращения', 'Quý vị']],
    ['dr', ['Dr', 'Dr', 'Dr.', 'Dr.', 'Доктор', 'Tiến sĩ']],
    ['prof', ['Prof.', 'Pr', 'Prof.', 'Prof.', 'Профессор', 'Giáo sư']],
  ],
  event_type: [
    ['information', ['Information', 'Information', 'Information', 'Información', 'Информация', 'Thông tin']],
    [
      'phone_call',
      [
        'Phone call',
        'Appel téléphonique',
        'Telefonat',
        'Llamada telefónica',
        'Телефонный звонок',
        'Cuộc gọi điện thoại',
      ],
    ],
    [
      'message',
      [
        'Message sent',
        'Message envoyé',
        'Nachricht gesendet',
        'Mensaje enviado',
        'Отправлено сообщение',
        'Đã gửi tin nhắn',
      ],
    ],
    ['meeting', ['Meeting', 'Réunion', 'Besprechung', 'Reunión', 'Встреча', 'Cuộc họp']],
    ['visit', ['Visit', 'Visite', 'Besuch', 'Visita', 'Визит', 'Chuyến thăm']],
  ],
  call_status: [
    ['in_progress', ['In progress', 'En cours', 'In Bearbeitung', 'En curso', 'В работе', 'Đang xử lý']],
    ['successful', ['Successful', 'Réussi', 'Erfolgreich', 'Con éxito', 'Успешно', 'Thành công']],
    [
      'no_answer',
      ['No answer', 'Pas de réponse', 'Keine Antwort', 'Sin respuesta', 'Нет ответа', 'Không trả lời'],
    ],
    ['busy', ['Busy', 'Occupé', 'Besetzt', 'Ocupado', 'Занято', 'Máy bận']],
    [
      'wrong_number',
      ['Wrong number', 'Numéro erroné', 'Falsche Nummer', 'Número equivocado', 'Неверный номер', 'Sai số'],
    ],
    [
      'do_not_call',
      [
        'Do not call again',
        'Ne plus appeler',
        'Nicht mehr anrufen',
        'No volver a llamar',
        'Больше не звонить',
        'Không gọi lại',
      ],
    ],
  ],
};
