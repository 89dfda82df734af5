using System.Runtime.InteropServices;
using Sae.Flags;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Output;

/// <summary>One run of the tool: where it writes, and whether it was told to stop.</summary>
internal sealed class Session : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<PosixSignalRegistration> _signals;
    private readonly List<string> _given, _data = [];
    private readonly HashSet<string> _told = [];
    private readonly Lazy<FlagWords> _flagWords;

    /// <param name="words">The command line.</param>
    /// <param name="choices">What there is to choose from.</param>
    /// <param name="output">Takes the command's own words.</param>
    /// <param name="error">Takes progress and what went wrong.</param>
    public Session(IReadOnlyList<string> words, Choices choices, TextWriter output, TextWriter error)
    {
        (_given, Choices, Out, Error) = ([.. words], choices, output, error);
        if (MachineFlags.IsNamed(words))
        {
            Machines = new Machines(error);
            if (Machines.Rank > 0) (Out, Error) = (TextWriter.Null, TextWriter.Null);
        }
        _flagWords = new(() => new FlagWords(choices));
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, 130)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, 143)),
        ];
    }

    /// <summary>What there is to choose from: mechanisms, losses, optimizers, scalings, formats.</summary>
    public Choices Choices { get; }

    /// <summary>Standard output: the command's own words.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error: progress and what went wrong.</summary>
    public TextWriter Error { get; }

    /// <summary>The machines that learn together, of which the first speaks; null where this one is alone.</summary>
    public Machines? Machines { get; }

    /// <summary>Set by Ctrl-C and by the system's request to end.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>Exit code after a stop: 128 and the signal's number; 0 if there was none.</summary>
    public int StopCode { get; private set; }

    /// <summary>What has been saved of the work when it is stopped, and how to go on; null if nothing has.</summary>
    public string? Saved { get; set; }

    /// <summary>Reads a model file, and says aloud what another tool's says of itself.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="SparseAutoencoder.Load"/>.</exception>
    public SparseAutoencoder Load(string path)
    {
        var model = SparseAutoencoder.Load(path, Choices);
        if (model.Origin is not { } origin || !_told.Add(path)) return model;
        var made = string.Join(", ", origin.MadeFor.Select(entry => $"{entry.Key} {MessageText.Visible(entry.Value)}"));
        Error.WriteLine($"sae: note: {path}: a model of {origin.Tool}{(origin.Version is null ? "" : $" {MessageText.Visible(origin.Version)}")}{(made.Length == 0 ? "" : $", made for {made}")}.");
        foreach (var note in origin.Notes) Error.WriteLine($"sae: note: {path}: {note}");
        return model;
    }

    /// <summary>A message of the library in the words of the command line. Files keep their names.</summary>
    public string Say(string message) => _flagWords.Value.Say(message, _given.Concat(_data).Concat(_data.SelectMany(FilesWithBackticks)));

    /// <summary>Notes the files, folders and patterns that rows are read from: messages name the files found there.</summary>
    public void ReadsFrom(IEnumerable<string> paths) => _data.AddRange(paths);

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }

    private static IEnumerable<string> FilesWithBackticks(string path)
    {
        var pattern = path.AsSpan().IndexOfAny('*', '?');
        var folder = Directory.Exists(path) ? path : pattern >= 0 ? path[..(path.LastIndexOf('/', pattern) + 1)] : null;
        if (folder is null || (folder.Length > 0 && !Directory.Exists(folder))) return [];
        return Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => file.Contains('`', StringComparison.Ordinal)).Select(file => folder.Length == 0 ? file[2..] : file);
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
