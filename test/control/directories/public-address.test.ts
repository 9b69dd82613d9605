import t from 'tap'
import { publicAddresses } from '../../../src/control/directories/public-address.ts'

const isPublic = publicAddresses()

t.test(
  'addresses of machines, links and networks of one’s own are none of the Internet',
  async (t) => {
    const refused = [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.1',
      '192.0.2.1',
      '192.168.1.1',
      '198.18.0.1',
      '203.0.113.7',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '100::1',
      '2001::1',
      '2001:db8::1',
      '2002:a00:1::1',
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
      'fec0::1',
      'ff02::1',
      'fe80::1%eth0',
      'localhost',
      '',
    ]
    for (const address of refused) t.equal(isPublic(address), false, address)
    for (const address of ['1.1.1.1', '172.32.0.1', '192.0.1.1', '2606:4700::1111', '2a00::1']) {
      t.equal(isPublic(address), true, address)
    }
  },
)
