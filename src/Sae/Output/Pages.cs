using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Output;

/// <summary>Pages that are answered until this is disposed; what they show is worked out meanwhile.</summary>
internal sealed class Pages : IDisposable
{
    private readonly DashboardServer _server;

    private Pages(DashboardServer server) => _server = server;

    /// <summary>Where they are.</summary>
    public string Address => _server.Address;

    /// <summary>Begins.</summary>
    public static Pages Open(Exhibition exhibition, ServerOptions options)
    {
        var pages = new Pages(DashboardServer.StartAsync(exhibition, options).GetAwaiter().GetResult());
        exhibition.First.Start();
        exhibition.Second?.Start();
        return pages;
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
