using System.Buffers;
using System.Text.Json;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Follows a run's folder as it grows, whoever writes it. Reads what is new; a file that was begun again is read again.</summary>
/// <param name="folder">The folder.</param>
/// <param name="choices">Mechanisms that the run's options may name.</param>
internal sealed class RunReader(string folder, Choices choices)
{
    private const int LongestFile = 1 << 20, LongestLine = 1 << 14, MostPoints = 2000, BytesAtOnce = 1 << 16;

    private readonly string _metrics = Path.Combine(folder, "metrics.jsonl"), _options = Path.Combine(folder, "options.json");
    private readonly List<TrainingProgress> _history = [];
    private readonly ArrayBufferWriter<byte> _line = new();
    private IReadOnlyList<KeyValuePair<string, string>> _shown = [];
    private SparsityOptions? _sparsity;
    private DateTime _optionsWritten;
    private TrainingProgress? _last;
    private byte[] _before = [];                       // the last bytes read: if they no longer stand there, it is another file
    private long _position;
    private int _every = 1, _seen;
    private string _step = "epoch";

    /// <summary>Where the finished model is.</summary>
    public string Model { get; } = Path.Combine(folder, "model.safetensors");

    /// <summary>Where the model as far as it has got is: the finished one, else the newest checkpoint; null if there is none.</summary>
    public string? NewestModel() => File.Exists(Model) ? Model : Directory.Exists(folder) ? RunFolder.Checkpoints(folder) is [var newest, ..] ? newest : null : null;

    /// <summary>The run as it stands now.</summary>
    public RunRecord Read()
    {
        if (Directory.Exists(folder))
        {
            ReadOptions();
            ReadMetrics();
        }
        var state = File.Exists(Model) ? RunState.Finished : RunFolder.IsActive(folder) ? RunState.Running : _shown.Count == 0 && _last is null ? RunState.Waiting : RunState.Stopped;
        return new RunRecord
        {
            State = state,
            Options = _shown,
            Sparsity = _sparsity,
            History = _last is null || (_history.Count > 0 && _history[^1] == _last) ? [.. _history] : [.. _history, _last],
            Step = _step,
        };
    }

    private void ReadOptions()
    {
        var file = new FileInfo(_options);
        if (!file.Exists || file.LastWriteTimeUtc == _optionsWritten || file.Length > LongestFile) return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(_options));
            _shown = [.. document.RootElement.EnumerateObject().Take(200).Select(entry =>
                KeyValuePair.Create(entry.Name, entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText()))];
            _optionsWritten = file.LastWriteTimeUtc;
            var before = _sparsity;
            _sparsity = Sparsity();
            if (before != _sparsity) Forget();         // which figures a line has depends on it
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Being written, or damaged: looked at again the next time.
        }
    }

    private SparsityOptions? Sparsity()
    {
        var values = _shown.DistinctBy(option => option.Key).ToDictionary(option => option.Key, option => option.Value);
        if (choices.Sparsities.FirstOrDefault(choice => choice.Name == values.GetValueOrDefault("sparsity")) is not { } choice) return null;
        var sparsity = choice.Create();
        try
        {
            foreach (var setting in choice.Settings)
                if (values.TryGetValue(setting.Key, out var text) && setting.TryParse(text, out var value)) setting.Set(sparsity, value);
            return sparsity;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private void ReadMetrics()
    {
        try
        {
            using var file = new FileStream(_metrics, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!Continues(file)) Forget();
            file.Position = _position;
            var buffer = new byte[BytesAtOnce];
            for (int count; (count = file.Read(buffer)) > 0; _position += count)
            {
                foreach (var letter in buffer.AsSpan(0, count)) Take(letter);
                _before = buffer.AsSpan(0, count)[^Math.Min(count, 200)..].ToArray();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or just being replaced.
        }
    }

    private bool Continues(FileStream file)
    {
        if (file.Length < _position) return false;
        var found = new byte[_before.Length];
        file.Position = _position - found.Length;
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length && found.AsSpan().SequenceEqual(_before);
    }

    private void Forget()
    {
        _history.Clear();
        _line.ResetWrittenCount();
        (_position, _every, _seen, _last, _before) = (0, 1, 0, null, []);
    }

    private void Take(byte letter)
    {
        if (letter != '\n')
        {
            if (_line.WrittenCount < LongestLine) _line.Write([letter]);
            return;
        }
        var progress = Parse(_line.WrittenMemory);
        _line.ResetWrittenCount();
        if (progress is null) return;
        _last = progress;
        if (_seen++ % _every == 0) _history.Add(progress);
        if (_history.Count < MostPoints) return;
        for (var i = _history.Count - 1; i > 0; i--)
        {
            if (i % 2 == 1) _history.RemoveAt(i);
        }
        _every *= 2;
    }

    /// <summary>A line's figures; null for a line that holds none.</summary>
    private TrainingProgress? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var line = document.RootElement;
            _step = line.TryGetProperty("iteration", out _) ? "iteration" : "epoch";
            var (done, total) = (line.GetProperty(_step).GetInt32(), line.GetProperty("of").GetInt32());
            if (done < 0 || !line.TryGetProperty("loss_reconstruction", out _)) return null;
            var progress = TrainingProgress.Before(total) with { Done = done, Share = total > 0 ? Math.Clamp((double)done / total, 0, 1) : 0, Complete = true };
            // A figure that is null was not finite, and one that is missing not known: neither costs the line.
            foreach (var figure in TrainingFigure.Of(_sparsity ?? new TrainingOptions().Sparsity))
                progress = figure.Set(progress, line.TryGetProperty(figure.Key, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : double.NaN);
            return progress;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
