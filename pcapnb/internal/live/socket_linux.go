package live

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Link types (www.tcpdump.org/linktypes.html).
const (
	linkEthernet  = 1
	linkRaw       = 101
	linkIEEE80211 = 105
	linkRadiotap  = 127
	linkSLL2      = 276
)

// receiveBuffer is how many bytes of packets may wait in the kernel.
const receiveBuffer = 16 << 20

// A socket is a packet socket (packet(7)) bound to an interface, or to all of them.
type socket struct {
	file   *os.File
	raw    syscall.RawConn
	iface  string
	link   int
	lo     int // index of the loopback interface, which shows each packet twice
	buffer []byte
	oob    []byte
}

// room is how many bytes in front of a packet are kept free for a VLAN tag or a cooked header.
const room = sll2Len

// open opens a socket on an interface; "any" are all of them, with cooked headers.
func open(iface string, o Options) (source, error) {
	index := 0
	if iface != "any" {
		i, err := net.InterfaceByName(iface)
		if err != nil {
			return nil, noInterface(iface)
		}
		index = i.Index
	}
	s, err := bound(iface, index, unix.SOCK_RAW)
	if err != nil {
		return nil, err
	}
	if s.link == linkSLL2 { // the kernel takes the link-layer headers off
		s.Close()
		if s, err = bound(iface, index, unix.SOCK_DGRAM); err != nil {
			return nil, err
		}
	}
	s.buffer = make([]byte, room+max(o.SnapLen, 64))
	s.oob = make([]byte, 256)
	if lo, err := net.InterfaceByName("lo"); err == nil {
		s.lo = lo.Index
	}
	if o.Promiscuous && index != 0 {
		err = s.promiscuous(index)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// bound makes a socket of a kind. It takes no packets before it is bound, else there would be others' among them.
func bound(iface string, index, kind int) (*socket, error) {
	fd, err := unix.Socket(unix.AF_PACKET, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, noSocket(iface, err)
	}
	s := &socket{file: os.NewFile(uintptr(fd), iface), iface: iface}
	for _, option := range [][3]int{
		{unix.SOL_PACKET, unix.PACKET_AUXDATA, 1},
		{unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1},
		{unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer},
	} {
		if err := unix.SetsockoptInt(fd, option[0], option[1], option[2]); err != nil {
			s.Close()
			return nil, fmt.Errorf("%s: packet socket option %d: %w", iface, option[1], err)
		}
	}
	// More than net.core.rmem_max needs a right that one may do without.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer)
	if err := unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: bigEndian(unix.ETH_P_ALL), Ifindex: index}); err != nil {
		s.Close()
		return nil, fmt.Errorf("%s: bind: %w", iface, err)
	}
	if s.link, err = linkType(fd, index); err == nil {
		s.raw, err = s.file.SyscallConn()
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("%s: %w", iface, err)
	}
	return s, nil
}

func bigEndian(v uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, v))
}

// noSocket says which right is missing and how to do without it.
func noSocket(iface string, err error) error {
	if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EACCES) {
		return fmt.Errorf("%s: packet socket: %w", iface, err)
	}
	return fmt.Errorf(`capturing on %q needs the right CAP_NET_RAW, which this program (user %d) does not have. Either
  - %s, or
  - run Jupyter as root in a container of its own, or
  - start Jupyter with the right, which its cells inherit (setcap is of no use: each cell is a new program):
      sudo setpriv --reuid=$(id -u) --regid=$(id -g) --init-groups --inh-caps=+net_raw --ambient-caps=+net_raw env HOME="$HOME" PATH="$PATH" go run ./notebooks`,
		iface, os.Getuid(), instead(iface, "sudo tcpdump"))
}

// linkType tells what the frames of a bound socket begin with. Kinds of interface that we do not know give SLL2.
func linkType(fd, index int) (int, error) {
	if index == 0 {
		return linkSLL2, nil
	}
	address, err := unix.Getsockname(fd)
	if err != nil {
		return 0, err
	}
	link, ok := address.(*unix.SockaddrLinklayer)
	if !ok {
		return 0, fmt.Errorf("unexpected kind of socket address %T", address)
	}
	switch link.Hatype {
	case unix.ARPHRD_ETHER, unix.ARPHRD_LOOPBACK:
		return linkEthernet, nil
	case unix.ARPHRD_NONE, unix.ARPHRD_RAWIP, unix.ARPHRD_SIT:
		return linkRaw, nil
	case unix.ARPHRD_IEEE80211:
		return linkIEEE80211, nil
	case unix.ARPHRD_IEEE80211_RADIOTAP:
		return linkRadiotap, nil
	}
	return linkSLL2, nil
}

func (s *socket) promiscuous(index int) error {
	request := unix.PacketMreq{Ifindex: int32(index), Type: unix.PACKET_MR_PROMISC}
	var err error
	control := s.raw.Control(func(fd uintptr) {
		err = unix.SetsockoptPacketMreq(int(fd), unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &request)
	})
	if err = errors.Join(control, err); err != nil {
		return fmt.Errorf("%s: promiscuous mode: %w", s.iface, err)
	}
	return nil
}

func (s *socket) linkType() int { return s.link }

func (s *socket) Close() error { return s.file.Close() }

func (s *socket) stopAt(t time.Time) error { return s.file.SetReadDeadline(t) }

// stopped says whether err is the end that stopAt set.
func stopped(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// dropped is how many packets found no room in the receive buffer.
func (s *socket) dropped() int {
	n := 0
	s.raw.Control(func(fd uintptr) {
		if stats, err := unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
			n = int(stats.Drops)
		}
	})
	return n
}

// A message is what recvmsg tells.
type message struct {
	n, oob int
	from   *unix.SockaddrLinklayer
}

func (s *socket) next(idle func() error) (frame, error) {
	for {
		m, err := s.receive(idle)
		if err != nil {
			return frame{}, s.why(err)
		}
		if m.from == nil || m.from.Pkttype == unix.PACKET_OUTGOING && m.from.Ifindex == s.lo {
			continue
		}
		return s.frame(m), nil
	}
}

// receive waits for a packet. The kernel sees to it that its length is the one on the wire (MSG_TRUNC).
func (s *socket) receive(idle func() error) (m message, err error) {
	readErr := s.raw.Read(func(fd uintptr) bool {
		var from unix.Sockaddr
		for {
			m.n, m.oob, _, from, err = unix.Recvmsg(int(fd), s.buffer[room:], s.oob, unix.MSG_TRUNC)
			if err != unix.EINTR {
				break
			}
		}
		m.from, _ = from.(*unix.SockaddrLinklayer)
		if err != unix.EAGAIN {
			return true
		}
		err = idle()
		return err != nil
	})
	return m, errors.Join(readErr, err)
}

// why says what to do about an error of a read.
func (s *socket) why(err error) error {
	if errors.Is(err, unix.ENETDOWN) {
		return fmt.Errorf("the interface %q is down; bring it up with: sudo ip link set %s up", s.iface, s.iface)
	}
	return err
}

// frame makes a packet of a message: with its cooked header or the VLAN tag that the kernel took out of it.
func (s *socket) frame(m message) frame {
	f := frame{length: m.n, data: s.buffer[room : room+min(m.n, len(s.buffer)-room)]}
	aux := s.control(&f, s.oob[:m.oob])
	switch {
	case s.link == linkSLL2:
		s.cook(&f, m.from)
	case s.link == linkEthernet && tagged(aux) && len(f.data) >= 12:
		s.tag(&f, aux)
	}
	if f.time.IsZero() {
		f.time = time.Now()
	}
	return f
}

// control reads what the kernel tells besides the packet: its time and its VLAN tag.
func (s *socket) control(f *frame, oob []byte) (aux unix.TpacketAuxdata) {
	for len(oob) > 0 {
		header, data, rest, err := unix.ParseOneSocketControlMessage(oob)
		if err != nil {
			return aux
		}
		oob = rest
		switch {
		case header.Level == unix.SOL_PACKET && header.Type == unix.PACKET_AUXDATA && len(data) >= int(unsafe.Sizeof(aux)):
			aux = *(*unix.TpacketAuxdata)(unsafe.Pointer(&data[0]))
		case header.Level == unix.SOL_SOCKET && header.Type == unix.SO_TIMESTAMPNS && len(data) >= int(unsafe.Sizeof(unix.Timespec{})):
			ts := (*unix.Timespec)(unsafe.Pointer(&data[0]))
			f.time = time.Unix(ts.Unix())
		}
	}
	return aux
}

// tagged says, as libpcap does, whether the kernel took a tag out of the frame.
func tagged(aux unix.TpacketAuxdata) bool {
	return aux.Vlan_tci != 0 || aux.Status&unix.TP_STATUS_VLAN_VALID != 0
}

const tagLen = 4

// tag puts the tag back after the addresses, as it was on the wire (IEEE 802.1Q section 9.3).
func (s *socket) tag(f *frame, aux unix.TpacketAuxdata) {
	tpid := uint16(0x8100)
	if aux.Vlan_tpid != 0 || aux.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		tpid = aux.Vlan_tpid
	}
	start := room - tagLen
	copy(s.buffer[start:], f.data[:12])
	binary.BigEndian.PutUint16(s.buffer[start+12:], tpid)
	binary.BigEndian.PutUint16(s.buffer[start+14:], aux.Vlan_tci)
	f.data = s.buffer[start : room+len(f.data)]
	f.length += tagLen
}

const sll2Len = 20

// cook puts a header in front of a packet without one (www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html).
func (s *socket) cook(f *frame, from *unix.SockaddrLinklayer) {
	h := s.buffer[:sll2Len]
	clear(h)
	binary.NativeEndian.PutUint16(h, from.Protocol) // as it came: big endian
	binary.BigEndian.PutUint32(h[4:], uint32(from.Ifindex))
	binary.BigEndian.PutUint16(h[8:], from.Hatype)
	h[10], h[11] = from.Pkttype, from.Halen
	copy(h[12:], from.Addr[:])
	f.data = s.buffer[:sll2Len+len(f.data)]
	f.length += sll2Len
}
