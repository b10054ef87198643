package bpf

import "strings"

// portNames are well-known services: the port, then t for TCP and u for UDP.
// A name of one protocol only matches that protocol, as tcpdump does with /etc/services.
const portNames = ` tcpmux=1t echo=7tu discard=9tu systat=11t daytime=13tu netstat=15t qotd=17t chargen=19tu ftp-data=20t ftp=21t ` +
	`ssh=22t telnet=23t smtp=25t mail=25t time=37tu whois=43t nicname=43t tacacs=49tu domain=53tu bootps=67u bootpc=68u tftp=69u ` +
	`gopher=70t finger=79t http=80t www=80t kerberos=88tu iso-tsap=102t acr-nema=104t dicom=11112t pop3=110t pop-3=110t ` +
	`sunrpc=111tu portmapper=111tu auth=113t ident=113t nntp=119t ntp=123u epmap=135t loc-srv=135t netbios-ns=137u ` +
	`netbios-dgm=138u netbios-ssn=139t imap2=143t imap=143t snmp=161tu snmp-trap=162tu snmptrap=162tu xdmcp=177u bgp=179t ` +
	`qmtp=209t ipx=213u ptp-event=319u ptp-general=320u ldap=389tu svrloc=427tu https=443tu microsoft-ds=445t kpasswd=464tu ` +
	`submissions=465t smtps=465t ssmtp=465t isakmp=500u exec=512t biff=512u login=513t who=513u shell=514t syslog=514u ` +
	`printer=515t talk=517u ntalk=518u route=520u router=520u uucp=540t klogin=543t kshell=544t dhcpv6-client=546u ` +
	`dhcpv6-server=547u afpovertcp=548t rtsp=554tu nntps=563t submission=587t asf-rmcp=623u ipp=631t ldaps=636tu ldp=646tu ` +
	`kerberos-adm=749t domain-s=853tu rsync=873t ftps-data=989t ftps=990t telnets=992t imaps=993t pop3s=995t socks=1080t ` +
	`rmiregistry=1099t openvpn=1194tu lotusnote=1352t ms-sql-s=1433t ms-sql-m=1434u l2f=1701u l2tp=1701u radius=1812tu ` +
	`radius-acct=1813tu radacct=1813tu cisco-sccp=2000t nfs=2049tu cvspserver=2401t gpsd=2947t icpv2=3130u isns=3205tu ` +
	`iscsi-target=3260t mysql=3306t ms-wbt-server=3389t nut=3493tu distcc=3632t daap=3689t svn=3690t subversion=3690t ` +
	`sieve=4190t epmd=4369t ntske=4460t ipsec-nat-t=4500u iax=4569u sip=5060tu sip-tls=5061tu xmpp-client=5222t ` +
	`jabber-client=5222t xmpp-server=5269t jabber-server=5269t mdns=5353u postgresql=5432t postgres=5432t amqps=5671t ` +
	`amqp=5672t x11=6000t gnutella-svc=6346tu redis=6379t babel=6696u ircs-u=6697t afs3-fileserver=7000u ` +
	`http-alt=8080t webcache=8080t bacula-dir=9101t git=9418t zabbix-agent=10050t zabbix-trapper=10051t hkp=11371t ` +
	`munin=4949t nrpe=5666t syslog-tls=6514t ircd=6667t spamd=783t webmin=10000t zebra=2601t bgpd=2605t `

// portNumber returns the port of a service and the only protocol it runs over; protoAny where it runs over several.
func portNumber(name string) (port uint32, over proto, ok bool) {
	v, ok := find(portNames, name)
	if !ok {
		return 0, protoAny, false
	}
	digits := strings.TrimRight(v, "tu")
	port, _ = parseNumber(digits)
	switch v[len(digits):] {
	case "t":
		over = protoTCP
	case "u":
		over = protoUDP
	}
	return port, over, true
}
