export type { OutboundAnswer } from './answer';
export { checkHeaders, type HeadersCheck } from './custom-headers';
export type { DestinationCheck } from './destination';
export type { OutboundError, OutboundErrorCode } from './outbound-error';
export {
  type OutboundFailure,
  OutboundHttp,
  type OutboundHttpOptions,
  type OutboundQuestion,
  type OutboundRequest,
  type OutboundResult,
} from './outbound-http';
