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
    public static Pages Open(ShownSubjects subjects, ServerOptions options)
    {
        var pages = new Pages(DashboardServer.StartAsync(subjects, options).GetAwaiter().GetResult());
        subjects.First.Start();
        subjects.Second?.Start();
        return pages;
    }

    /// <summary>Has the first page drawn once, and a page of each other kind while it is being looked at: first answers are the slowest, and nobody waits for these.</summary>
    public void Warm()
    {
        var client = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = new Uri(Address) };
        Ask(client, Address);
        _ = Task.Run(() =>
        {
            using (client)
            {
                foreach (var path in (string[])["units", "pictures/rows/0", "unit/0", "row/0"]) Ask(client, path);
            }
        });
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void Ask(HttpClient client, string path)
    {
        try
        {
            client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute)).GetAwaiter().GetResult().Dispose();
        }
        catch (HttpRequestException)
        {
            // Under a name that only others can reach it by, the first of them waits; and the pages may have ended since.
        }
    }
}
