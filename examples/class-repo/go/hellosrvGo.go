// Command hellosrvGo is the Hello Internet server: it prints each greeting and says goodbye.
//
//	hellosrvGo PORT
package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	maxMessage = 1024
	silence    = time.Second            // a client that says nothing for so long is given up
	pause      = 200 * time.Millisecond // ends a message that has no newline
)

// readMessage returns one message. It ends with a newline, with the end of the stream, or with a
// pause; an error after the first byte is an end, too.
func readMessage(conn net.Conn) string {
	var message []byte
	buffer := make([]byte, maxMessage)
	wait := silence
	for len(message) < maxMessage && !bytes.ContainsRune(message, '\n') {
		// a deadline is a point in time, so it has to be set again before each Read
		conn.SetReadDeadline(time.Now().Add(wait))
		n, err := conn.Read(buffer)
		message = append(message, buffer[:n]...)
		if err != nil {
			break
		}
		wait = pause
	}
	return strings.TrimSpace(string(message))
}

// goodbye names the client's language if the greeting did.
func goodbye(message string) string {
	language := strings.TrimPrefix(message, "Hello in ")
	if language == message || language == "" {
		return "Goodbye in Go"
	}
	return "Goodbye " + language + " from Go"
}

// serve talks to one client. It runs in a goroutine of its own.
func serve(conn net.Conn) {
	defer conn.Close()
	message := readMessage(conn)
	if message == "" {
		return
	}
	client := conn.RemoteAddr().(*net.TCPAddr).IP
	fmt.Printf("%v: %s\n", client, message)
	conn.Write([]byte(goodbye(message))) // if it fails, the client is gone: nobody to tell
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: hellosrvGo PORT")
		os.Exit(2)
	}
	if number, err := strconv.ParseUint(os.Args[1], 10, 16); err != nil || number == 0 {
		fmt.Fprintf(os.Stderr, "hellosrvGo: bad port %q: want a number from 1 to 65535\n", os.Args[1])
		os.Exit(2)
	}

	listener, err := net.Listen("tcp4", "0.0.0.0:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "hellosrvGo:", err)
		os.Exit(1)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			continue // this client left before its turn
		}
		go serve(conn)
	}
}
