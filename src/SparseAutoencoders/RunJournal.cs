using System.Diagnostics;
using System.Text.Json;

namespace SparseAutoencoders;

/// <summary>Writes a run down in its folder: checkpoints, and a line of figures an epoch or iteration.</summary>
/// <param name="folder">The folder, which the caller holds.</param>
/// <param name="options">The run's options.</param>
/// <param name="every">Time between checkpoints at least; null for every epoch or iteration.</param>
/// <param name="label">Mark of the checkpoint that the run goes on from; the next has the next number.</param>
/// <param name="preparation">What is done to rows first.</param>
/// <param name="latest">State the run goes on from, or null.</param>
/// <param name="notices">What is worth saying of what was found there.</param>
internal sealed class RunJournal<T>(string folder, TrainingOptions options, TimeSpan? every, CheckpointFile.Label label, InputPreparation preparation, RunState? latest,
    IReadOnlyList<string> notices)
    : IJournal, IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Kept = 2;

    // An iteration can be much shorter than the saving of its state: then it may take a twentieth of the time.
    private const int LongerThanSaving = 20;

    private long _saved = Stopwatch.GetTimestamp();
    private TimeSpan _saving;
    private int _number = label.Number;
    private FileStream? _metrics;

    /// <inheritdoc/>
    public RunState? Latest => latest;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices => notices;

    /// <inheritdoc/>
    public int Number => label.Number;

    /// <inheritdoc/>
    public bool IsDue(bool boundary)
    {
        if (every is null && options.Optimizer is MiniBatchOptions) return boundary;
        return (boundary || every is not null) && Stopwatch.GetElapsedTime(_saved) >= (every ?? LongerThanSaving * _saving);
    }

    /// <inheritdoc/>
    public void Save(RunState state)
    {
        var begin = Stopwatch.GetTimestamp();
        var name = string.Create(CultureInfo.InvariantCulture, $"checkpoint-{++_number:D10}.safetensors");
        CheckpointFile.Write<T>(Path.Combine(folder, name), label with { Number = _number }, state.Now, state.Good, preparation);
        foreach (var old in RunFolder.Checkpoints(folder).Where(path => string.CompareOrdinal(Path.GetFileName(path), name) < 0).Skip(Kept - 1)) File.Delete(old);
        _saved = Stopwatch.GetTimestamp();
        _saving = Stopwatch.GetElapsedTime(begin, _saved);
    }

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<TrainingProgress> history)
    {
        var path = Path.Combine(folder, RunFolder.Metrics);
        WholeFile.Write(path, stream =>
        {
            foreach (var progress in history) stream.Write(JsonLine(progress));
        });
        _metrics = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc/>
    public void Record(TrainingProgress progress)
    {
        try
        {
            _metrics!.Write(JsonLine(progress));
        }
        catch (IOException failure)
        {
            throw new IOException($"{_metrics!.Name}: cannot be written ({failure.Message.Split(" : ")[0].TrimEnd('.')}). Make room, then go on with `RunFolder.Open` {folder}.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics?.Dispose();

    private byte[] JsonLine(TrainingProgress progress)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber(options.Optimizer is MiniBatchOptions ? "epoch" : "iteration", progress.Done);
            json.WriteNumber("of", progress.Total);
            Write("loss_total", progress.LossTotal);
            foreach (var figure in TrainingFigure.Of(options.Sparsity))
                if (figure.Read(progress) is { } value) Write(figure.Key, value);
            json.WriteEndObject();

            // JSON has no infinity: a relative deviation from a number near 0 can be one.
            void Write(string key, double figure)
            {
                if (double.IsFinite(figure)) json.WriteNumber(key, figure);
                else json.WriteNull(key);
            }
        }
        return [.. line.ToArray(), (byte)'\n'];
    }
}
