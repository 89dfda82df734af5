using System.Security.Cryptography;

namespace SparseAutoencoders;

/// <summary>A run's checkpoint: a safetensors file with all that the model file holds, and beside it what training needs to go on.</summary>
/// <remarks>Tensors: those of the model file; the rest of the state under <c>state.</c>, and under <c>good.</c> the state at the start of the epoch, where
/// the checkpoint is from within one. Metadata: format, config (as in the model file), run (which run it belongs to), rows (which rows it learns
/// from), number, and checksum: SHA-256 of this very file without that entry.</remarks>
internal static class CheckpointFile
{
    /// <summary>Value of the metadata's "format".</summary>
    public const string Format = "sparse-autoencoders-checkpoint/1";

    private const string State = "state.", Good = "good.", Checksum = "checksum";

    /// <summary>What identifies a checkpoint, beside its numbers.</summary>
    /// <param name="Run">The run it belongs to.</param>
    /// <param name="Config">The model's description.</param>
    /// <param name="Rows">Tells the training rows from any others.</param>
    /// <param name="Number">Which of the run's checkpoints it is, from 1. A later one is newer, also where the run was taken back.</param>
    public sealed record Label(string Run, string Config, string Rows, int Number);

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">What it is.</param>
    /// <param name="now">The state.</param>
    /// <param name="good">The state at the start of the epoch, or null.</param>
    /// <param name="preparation">What is done to rows first.</param>
    /// <exception cref="InvalidDataException">The model in it could not be read again.</exception>
    public static void Write<T>(string path, Label label, SavedState now, SavedState? good, InputPreparation preparation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Within an epoch a step may have left anything: what is gone back to is in the file too.
        if (good is null)
            foreach (var (name, entry) in now.Entries)
                if (entry.IsParameter) ModelFile.Check<T>(path, name, (T[])entry.Numbers);
        List<SafetensorsContent> tensors =
        [
            .. now.Entries.Select(entry => Content(entry.Value.IsParameter ? "" : State, entry)),
            .. ModelFile.Preparing<T>(path, preparation),
            .. good?.Entries.Select(entry => Content(Good, entry)) ?? [],
        ];
        List<KeyValuePair<string, string>> metadata =
        [
            new("format", Format), new("config", label.Config), new("run", label.Run), new("rows", label.Rows), new("number", label.Number.ToString(CultureInfo.InvariantCulture)),
        ];
        metadata.Add(new(Checksum, Hash(tensors, metadata)));
        WholeFile.Write(path, stream => SafetensorsFile.Write(stream, tensors, metadata));
    }

    /// <summary>Reads a checkpoint and makes sure that every bit is as it was written.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or none.</exception>
    public static (Label Label, SavedState Now, SavedState? Good) Read(string path)
    {
        var (label, now, good, whole) = Look(path);
        return whole ? (label, now, good) : throw new InvalidDataException($"{path}: its checksum does not fit its contents. It is damaged.");
    }

    /// <summary>Reads a checkpoint, and says whether its checksum fits.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (Label Label, SavedState Now, SavedState? Good, bool Whole) Look(string path)
    {
        using var file = SafetensorsFile.OpenPlain(path);
        if (file.Metadata.GetValueOrDefault("format") is var format && format != Format)
            throw new InvalidDataException($"{path}: is no checkpoint that this version reads, but '{MessageText.Visible(format ?? "a file without our mark")}'. Update, or begin the run again.");
        var (now, good) = (new SavedState(path), new SavedState(path));
        var tensors = new List<SafetensorsContent>();
        foreach (var tensor in file.Tensors)
        {
            var entry = tensor.NumberType switch
            {
                "F32" => new SavedState.Entry(Numbers<float>(file, tensor), tensor.Shape),
                "F64" => new SavedState.Entry(Numbers<double>(file, tensor), tensor.Shape),
                var other => throw new InvalidDataException($"{path}: holds numbers of type {MessageText.Visible(other)}, which no checkpoint has. It is damaged."),
            };
            tensors.Add(Content("", new(tensor.Name, entry)));
            if (tensor.Name.StartsWith(Good, StringComparison.Ordinal)) good.Add(tensor.Name[Good.Length..], entry);
            else now.Add(tensor.Name.StartsWith(State, StringComparison.Ordinal) ? tensor.Name[State.Length..] : tensor.Name, entry);
        }
        var whole = Hash(tensors, file.Metadata.Where(text => text.Key != Checksum)) == file.Metadata.GetValueOrDefault(Checksum);
        string Text(string key) => file.Metadata.GetValueOrDefault(key) ?? "";
        var label = new Label(Text("run"), Text("config"), Text("rows"), int.TryParse(Text("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        return (label, now, good.Entries.Any() ? good : null, whole);
    }

    /// <summary>True if a tensor of this name is training's, not the model's.</summary>
    public static bool Adds(string tensor) => tensor.StartsWith(State, StringComparison.Ordinal) || tensor.StartsWith(Good, StringComparison.Ordinal);

    private static string Hash(List<SafetensorsContent> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) SafetensorsFile.Write(stream, tensors, metadata.OrderBy(text => text.Key, StringComparer.Ordinal));
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static T[] Numbers<T>(SafetensorsFile file, SafetensorsTensor tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new T[tensor.Count];
        file.Read<T>(tensor.Name, numbers);
        return numbers;
    }

    private static SafetensorsContent Content(string prefix, KeyValuePair<string, SavedState.Entry> entry) => entry.Value.Numbers switch
    {
        float[] numbers => SafetensorsContent.Of<float>(prefix + entry.Key, numbers, entry.Value.Shape),
        var numbers => SafetensorsContent.Of<double>(prefix + entry.Key, (double[])numbers, entry.Value.Shape),
    };
}
