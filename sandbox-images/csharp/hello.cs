using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;

class Hello
{
    static void Main(string[] args)
    {
        new TcpListener(IPAddress.Loopback, 0).Start();
        Console.WriteLine(string.Join(" ", new[] { "Hello", "from", "C#" }.Select(word => word.Trim())));
    }
}
