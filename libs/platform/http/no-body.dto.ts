/** What an operation without a contract for its body takes: nothing, or an object without members. */
export class NoBodyDto {}
