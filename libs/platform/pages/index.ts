export { type FormFaults, faultSummary, hiddenField, inputField, notice } from './form-parts';
export { Html, type HtmlPart, html } from './html';
export { localPath } from './local-path';
export { PageCookies } from './page-cookies';
export { type Page, sendPage } from './page-frame';
export { isPageLanguage, PAGE_LANGUAGES, type PageLanguage, pageLanguage } from './page-language';
export { type ErrorPage, formText, mountPages, type PageRoute, queryText } from './page-routes';
export { PagesModule } from './pages.module';
