/**
 * Ports from 1024 up that belong to services found inside networks and never to a webhook receiver. First the "bad
 * ports" of the Fetch standard (section 2.9, port blocking), then databases, queues, caches, consoles and
 * orchestration.
 */
const SERVICE_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080, 1080, 1433, 1434, 1521, 1883, 2181, 2375, 2376, 2377, 2379, 2380, 3128, 3260, 3306, 3389, 4369, 5432,
  5433, 5601, 5671, 5672, 5900, 5901, 5984, 5985, 5986, 6379, 6380, 6432, 6443, 7001, 8086, 8125, 8300, 8301,
  8500, 8600, 8883, 9042, 9092, 9160, 9200, 9300, 10250, 10255, 10256, 11211, 15672, 16379, 25672, 26257,
  27017, 27018, 27019, 33060, 50070,
]);

/**
 * Tells whether a port may be called: one of `allowedPorts` when the operator gave them, else 443 (for loopback also
 * 80) and every port from 1024 up that is not the usual port of a database, queue, console or similar service.
 */
export function isPortAllowed(port: number, rule: { allowedPorts?: number[]; isLoopback: boolean }): boolean {
  if (rule.allowedPorts !== undefined) return rule.allowedPorts.includes(port);
  if (port < 1_024) return port === 443 || (rule.isLoopback && port === 80);
  return !SERVICE_PORTS.has(port);
}
