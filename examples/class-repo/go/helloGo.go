// Command helloGo is the Hello Internet client: it greets a server and prints the line it answers.
//
//	helloGo HOST PORT
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

const (
	greeting       = "Hello in Go\n"
	connectTimeout = 5 * time.Second
)

// fail prints one line on standard error and ends the program.
func fail(code int, format string, values ...any) {
	fmt.Fprintf(os.Stderr, "helloGo: "+format+"\n", values...)
	os.Exit(code)
}

// greet sends the greeting and returns the reply: one line, or, from a server that sends no newline,
// everything until it closes.
func greet(conn net.Conn) ([]byte, error) {
	// Write of a net.Conn sends all of it or returns an error
	if _, err := conn.Write([]byte(greeting)); err != nil {
		return nil, err
	}
	reply, err := bufio.NewReader(conn).ReadBytes('\n')
	if len(reply) > 0 {
		return reply, nil // an error behind some data is only the end of the stream
	}
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the server closed the connection without a reply")
	}
	return nil, err
}

func main() {
	if len(os.Args) != 3 {
		fail(2, "usage: helloGo HOST PORT")
	}
	host, port := os.Args[1], os.Args[2]
	// net.Dial would also accept service names such as "http"
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		fail(2, "bad port %q: want a number from 1 to 65535", port)
	}

	conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), connectTimeout)
	if err != nil {
		fail(1, "%v", err)
	}
	defer conn.Close()

	reply, err := greet(conn)
	if err != nil {
		fail(1, "%s port %s: %v", host, port, err)
	}
	if reply[len(reply)-1] != '\n' {
		reply = append(reply, '\n')
	}
	os.Stdout.Write(reply)
}
