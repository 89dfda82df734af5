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

    /// <summary>Has the first page drawn once: the first answer is the slowest, and nobody waits for this one.</summary>
    public void Warm()
    {
        using var client = new HttpClient(new HttpClientHandler { UseProxy = false });
        try
        {
            client.GetAsync(new Uri(Address)).GetAwaiter().GetResult().Dispose();
        }
        catch (HttpRequestException)
        {
            // Under a name that only others can reach it by, the first of them waits.
        }
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
