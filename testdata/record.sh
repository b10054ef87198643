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
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$here}
prefix=netlab                 # of every namespace made here
work=$(mktemp -d -t netlab.XXXXXX)
chmod 755 "$work"
rig=$work/rig
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
trap 'clean; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

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

# text BYTES: sentences
text() { awk -v n="$1" 'BEGIN { for (i = 1; t < n; i++) { s = sprintf("<p>Paragraph %d of a page written to be downloaded.</p>\n", i); printf "%s", substr(s, 1, n - t); t += length(s) } }'; }

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
		listen 80; listen [::]:80; listen 443 ssl; listen [::]:443 ssl;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_certificate $work/server.crt; ssl_certificate_key $work/server.key;
		root $work/www/\$host;
		dav_methods PUT; create_full_put_path on;
		error_page 405 =200 \$uri;
	}
}
END
	bg inet nginx -c "$work/nginx.conf"
}

# capture HOST DEVICE FILE [FILTER]: until stop
capture() {
	local file=$work/$3.raw
	on "$1" tcpdump -q -n -i "$2" -s 65535 -Z root --immediate-mode -U -w "$file" "${@:4}" 2>"$work/log.tcpdump" &
	tcpdump_pid=$!
	until grep -q "listening on" "$work/log.tcpdump" 2>/dev/null; do sleep 0.05; done
	sleep 0.2
}

# stop FILE: end the capture and put it in its place
stop() {
	sleep 0.3
	pkill -INT -P "$tcpdump_pid" tcpdump 2>/dev/null || kill -INT "$tcpdump_pid" 2>/dev/null || true
	wait "$tcpdump_pid" 2>/dev/null || true
	grep -q "^0 packets dropped by kernel" "$work/log.tcpdump" || die "$1: $(cat "$work/log.tcpdump")"
	cp "$work/$1.raw" "$out/$1"
	echo "$1: $(tcpdump -nr "$out/$1" 2>/dev/null | wc -l) packets, $(stat -c %s "$out/$1") bytes"
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

[[ $(id -u) == 0 ]] || die "must run as root"
need ip iproute2 ethtool ethtool tcpdump tcpdump dnsmasq dnsmasq-base nginx nginx-light curl curl openssl openssl \
	dig bind9-dnsutils ping iputils-ping pkill procps go golang-go
[[ -z $(ip netns list | awk -v p="^$prefix-" '$1 ~ p') ]] || die "another run is under way (ip netns list)"
(cd "$here" && go build -o "$rig" ./rig)

for what in "${@:-ten web}"; do
	for name in $what; do
		declare -F "record_$name" >/dev/null || die "no capture $name"
		"record_$name"
		clean
		trap 'clean; rm -rf "$work"' EXIT
		trap 'exit 130' INT TERM
	done
done
