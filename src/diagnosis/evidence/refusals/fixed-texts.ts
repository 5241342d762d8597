/** A fixed text with which a CSCF of a published configuration or module says why it refuses a REGISTER. */
export interface FixedText {
  /** The rule that reports the cause. */
  readonly rule: 'F13' | 'G12' | 'R07' | 'R24' | 'R26' | 'R27';
  readonly says: RegExp;
  /** Null: those of the rule. */
  readonly title: string | null;
  readonly advice: string | null;
  /** Results on Cx that mean the same: Experimental-Result-Codes (TS 29.229 §6.2) and Result-Codes (RFC 6733 §7.1). */
  readonly experimental?: readonly number[];
  readonly base?: readonly number[];
}

/**
 * All of them; of a response the first counts. Sources, by the CSCF that sends them:
 * - P-CSCF: https://github.com/herlesupreeth/docker_open5gs/blob/master/pcscf/route/register.cfg (Rx, Create ipsec
 *   failed), …/pcscf/route/mo_N5.cfg (N5), https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/55,
 *   https://github.com/kamailio/kamailio/blob/master/misc/examples/ims/pcscf/route/register.cfg.
 * - I-CSCF: https://github.com/kamailio/kamailio/blob/master/misc/examples/ims/icscf/kamailio.cfg and
 *   …/src/modules/ims_icscf/cxdx_uar.h, registration.h.
 * - S-CSCF: https://github.com/herlesupreeth/docker_open5gs/blob/master/scscf/kamailio_scscf.cfg and
 *   https://github.com/kamailio/kamailio/blob/master/src/modules/ims_auth/api.h, …/ims_registrar_scscf/sip_msg.h.
 * - P-CSCF of operators, in Warning: "AKA add SA failure", "AKA sync proc timeout".
 */
export const FIXED_TEXTS: readonly FixedText[] = [
  {
    rule: 'G12',
    says: /\bqos\b|\bpcrf\b|\bpcf\b|\baa[ra]\b|\b(?:rx|n5)\b|policy (?:auth|control)/i,
    title: 'The policy request of the P-CSCF (Rx or N5) was refused or failed',
    advice:
      'Read the log of the P-CSCF and of the PCRF (Rx) or PCF (N5) at this time. Check that the Diameter peer or the HTTP/2 service is up (Kamailio: kamcmd cdp.list_peers), that realm and host match, and that the PCRF or PCF has a session of this UE address (IP_CAN_SESSION_NOT_AVAILABLE: it does not know the address). To rule it out, switch the request off (docker_open5gs: WITH_RX, WITH_N5).',
  },
  {
    rule: 'R07',
    says: /no free (?:client |server )?(?:port|spi)|(?:port|spi)s? (?:pool|range)|out of (?:port|spi)s/i,
    title: 'The P-CSCF has no free port or SPI for the SAs',
    advice:
      'Raise the number of ports and SPIs of the P-CSCF (Kamailio: ipsec_max_connections, ipsec_spi_id_range), and find out why old SAs stay (`ip xfrm state` at the P-CSCF).',
  },
  {
    rule: 'R07',
    says: /^(?!.*algorithm).*ipsec/i,
    title: null,
    advice: null,
  },
  {
    rule: 'R07',
    says: /\badd sa\b|\bsa (?:add|creat|setup|install)|(?:add|create|install|set up) (?:the )?(?:sas?|security association)\b/i,
    title: null,
    advice: null,
  },
  {
    rule: 'G12',
    says: /aka sync/i,
    title: 'The AKA procedure of the network timed out',
    advice:
      'Ask the operator of the P-CSCF: it says that its own AKA procedure did not end in time. Look for what it waits for: the SAs in its data plane, a vector from the HSS, or a resynchronisation.',
  },
  {
    rule: 'F13',
    says: /identities don'?t match/i,
    experimental: [5002],
    title: 'IMPI and IMPU do not belong together in the HSS',
    advice:
      'Put the IMPU (To) and the IMPI (username of Authorization) into one subscription of the IMS HSS.',
  },
  {
    rule: 'F13',
    says: /authentication scheme unsupported/i,
    experimental: [5006],
    title: 'The HSS does not support the authentication scheme',
    advice:
      'Compare SIP-Authentication-Scheme of the MAR with the scheme of the subscriber. Make the S-CSCF ask for Digest-AKAv1-MD5, and give the HSS K and OPc of this IMPI.',
  },
  {
    rule: 'F13',
    says: /no authentication vectors|retrieving av\b/i,
    title: 'The HSS gives no authentication vectors',
    advice:
      'Read the log of the HSS: does the IMPI have K, OPc, AMF and SQN, and can the HSS reach its authentication centre?',
  },
  {
    rule: 'F13',
    says: /roaming not allowed/i,
    experimental: [5004],
    title: 'The HSS does not allow roaming here',
    advice: 'Allow the visited network (P-Visited-Network-ID) in the subscription of the IMS HSS.',
  },
  {
    rule: 'F13',
    says: /time-?out in (?:[mus]a[ra]|lir)|\b(?:[mus]ar|hss)\b.{0,20}time(?:d )?-?out/i,
    base: [3002, 3003, 3004],
    title: 'The HSS does not answer on Cx',
    advice:
      'Check that the HSS runs, that the Diameter peers of I-CSCF and S-CSCF are open (Kamailio: kamcmd cdp.list_peers), and that realm and host of the HSS match the configuration.',
  },
  {
    rule: 'F13',
    says: /diameter cx interface failed|while packing|\b(?:[mus]ar|lir)\b.{0,20}(?:fail|error)|server assignment failed|response code from [mus]ar/i,
    base: [3001, 3007, 3010],
    title: 'The Cx interface fails',
    advice:
      'Check that the Diameter peers of I-CSCF and S-CSCF are open (Kamailio: kamcmd cdp.list_peers), and read their logs: was the request not sent, not answered, or answered with an error? Compare realm, host and application of both sides.',
  },
  {
    rule: 'F13',
    says: /missing avp/i,
    base: [5005],
    title: 'An AVP is missing on Cx',
    advice: 'Compare the request and the answer on Cx with TS 29.229 §6.1: which AVP is missing?',
  },
  {
    rule: 'F13',
    says: /unable to comply/i,
    base: [5012],
    title: 'The HSS is unable to comply',
    advice:
      'Read the log of the HSS at this time. The usual causes are its database, or an incomplete subscriber.',
  },
  {
    rule: 'F13',
    says: /public identity not found/i,
    title: 'The S-CSCF finds no public identity in the REGISTER',
    advice: 'Make the UE send its IMPU as a SIP URI in To of the REGISTER.',
  },
  {
    rule: 'F13',
    says: /nonce not found/i,
    title: 'The S-CSCF finds no nonce in the REGISTER',
    advice: 'Make the UE repeat the nonce of the challenge in Authorization.',
  },
  {
    rule: 'F13',
    says: /unknown (?:\(?experimental\)? )?result code|hss (?:identity not registered|authorization rejected)/i,
    experimental: [5003, 5005, 5007, 5008, 5009, 5011, 4100, 4101],
    title: 'The HSS refuses the user',
    advice: 'Look up the result code of the HSS in TS 29.229 §6.2, and read the log of the HSS.',
  },
  { rule: 'R26', says: /hss user unknown/i, title: null, advice: null },
  { rule: 'R27', says: /private identity not found/i, title: null, advice: null },
  {
    rule: 'G12',
    says: /s-?cscfs? (?:select|name|list)|select next s-?cscf|(?:list of|no) s-?cscfs?\b|forwarding (?:to|towards) (?:next )?s-?cscf/i,
    title: 'The I-CSCF finds no S-CSCF that takes the REGISTER',
    advice:
      'Compare the S-CSCF that the UAA names (Server-Name, or Server-Capabilities) with the list of the I-CSCF (Kamailio: tables s_cscf and s_cscf_capabilities), and check that its host name resolves and that the S-CSCF answers there.',
  },
  {
    rule: 'G12',
    says: /domain (?:is )?not (?:served|serviced|supported|found|local)|(?:unknown|unserved|foreign) (?:domain|realm)|not (?:a |our )?(?:served|local) (?:domain|realm)/i,
    title: 'The CSCF does not serve this domain',
    advice:
      'Compare the domain in Request-URI and To of the REGISTER with the domain that the CSCF serves (Kamailio: NETWORKNAME, HOSTNAME, alias; I-CSCF: table nds_trusted_domains).',
  },
  {
    rule: 'G12',
    says: /(?:visited-network-id|private id\b.{0,40}token|public id\b.{0,20}header|contact) (?:header )?missing|no contact header/i,
    title: 'A header field is missing in the REGISTER',
    advice:
      'Make the UE, or for P-Visited-Network-ID the P-CSCF, send the header field that the reason phrase names (TS 24.229 §5.1.1.2, §5.2.2).',
  },
  {
    rule: 'G12',
    says: /overload|shutting down/i,
    title: 'A CSCF is overloaded or shuts down',
    advice:
      'Read the log of the CSCF that sends this: Kamailio sends it when its shared memory is nearly used up, or in shutdown mode.',
  },
  {
    rule: 'R24',
    says: /authentication failed|(?:wrong|bad|invalid|incorrect) (?:password|credentials|response|auth)|password/i,
    title: null,
    advice: null,
  },
];
