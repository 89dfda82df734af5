using System.Runtime.InteropServices;

namespace Sae.Output;

/// <summary>One run of the tool: where it writes, and whether it was told to stop.</summary>
internal sealed class Session : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<PosixSignalRegistration> _signals;

    public Session()
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, 130)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, 143)),
        ];
    }

    /// <summary>Standard output: the command's own words.</summary>
    public TextWriter Out { get; } = Console.Out;

    /// <summary>Standard error: progress and what went wrong.</summary>
    public TextWriter Error { get; } = Console.Error;

    /// <summary>Set by Ctrl-C and by the system's request to end.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>Exit code after a stop: 128 and the signal's number; 0 if there was none.</summary>
    public int StopCode { get; private set; }

    /// <summary>What has been saved of the work when it is stopped, and how to go on; null if nothing has.</summary>
    public string? Saved { get; set; }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }

    // The first signal stops the work, which then leaves nothing half-written; a second one ends the process on the spot.
    private void Stop(PosixSignalContext context, int code)
    {
        if (_stop.IsCancellationRequested) return;
        context.Cancel = true;
        StopCode = code;
        _stop.Cancel();
    }
}
