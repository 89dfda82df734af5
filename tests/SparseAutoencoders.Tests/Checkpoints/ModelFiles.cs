namespace SparseAutoencoders.Tests.Checkpoints;

/// <summary>A folder of its own for a test's files, removed at the end.</summary>
internal sealed class ModelFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sparse-autoencoders-").FullName;

    public string Path(string name = "model.safetensors") => System.IO.Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Writes a copy of a model file with other metadata or other tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Changes the texts.</param>
    /// <param name="tensors">Changes the tensors: by name their sizes and numbers, in single precision.</param>
    /// <returns>The copy's path.</returns>
    public string Changed(string path, Action<Dictionary<string, string>>? metadata = null, Action<Dictionary<string, (long[] Shape, float[] Numbers)>>? tensors = null)
    {
        using var file = SafetensorsFile.Open(path);
        var texts = file.Metadata.ToDictionary();
        var numbers = file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            var values = new float[tensor.Count];
            file.Read<float>(tensor.Name, values);
            return (Shape: tensor.Shape.ToArray(), Numbers: values);
        });
        metadata?.Invoke(texts);
        tensors?.Invoke(numbers);
        var copy = Path("changed.safetensors");
        WholeFile.Write(copy, stream => SafetensorsFile.Write(stream,
            [.. numbers.Select(tensor => SafetensorsContent.Of<float>(tensor.Key, tensor.Value.Numbers, tensor.Value.Shape))], texts));
        return copy;
    }
}
