using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Output;

/// <summary>Pages that follow a run of this process.</summary>
internal sealed class Watch : IDisposable
{
    private readonly Subject _run;
    private readonly Pages _pages;
    private readonly Session _session;

    /// <summary>Opens the pages and says where they are.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="port">As in <see cref="ServerOptions.Port"/>.</param>
    /// <param name="session">The run of the tool.</param>
    public Watch(RunFolder folder, IRows rows, int? port, Session session)
    {
        (_session, _run) = (session, Subject.OfRun(folder.Path, rows, session.Choices));
        _pages = Pages.Open(new ShownSubjects(_run), new ServerOptions { Port = port });
        session.Error.WriteLine($"the pages are at {_pages.Address}");
    }

    /// <summary>Goes on answering after the run has ended, until the tool is told to stop.</summary>
    public void Stay()
    {
        _session.Error.WriteLine($"the pages stay at {_pages.Address}: Ctrl-C ends them.");
        _session.Cancellation.WaitHandle.WaitOne();
    }

    public void Dispose()
    {
        _pages.Dispose();
        _run.Dispose();
    }
}
