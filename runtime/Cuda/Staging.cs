namespace Lathe.Cuda;

/// <summary>Memory of the host that copies from and to a GPU go through. Two pieces take turns for writing, so that one is filled while the other is
/// on its way.</summary>
/// <param name="context">The device.</param>
/// <param name="stream">Where copies are queued.</param>
/// <param name="hasHalves">Whether stored activations are bfloat16.</param>
sealed unsafe class Staging(CudaContext context, nint stream, bool hasHalves) : IDisposable
{
    readonly Piece[] writing = [new(context), new(context)];
    readonly Piece reading = new(context);
    int turn;

    /// <summary>Whether stored activations are bfloat16.</summary>
    public bool HasHalves => hasHalves;

    /// <summary>Room for numbers that are read.</summary>
    public Span<float> Reading(nint count) => reading.Reserve(count);

    /// <summary>Room for numbers that are to be sent, once what was there before has been.</summary>
    public Span<float> Writing(nint count)
    {
        turn ^= 1;
        writing[turn].Wait();
        return writing[turn].Reserve(count);
    }

    /// <summary>The room that the last <see cref="Writing"/> gave.</summary>
    public Span<float> Written(nint count) => writing[turn].Reserve(count);

    /// <summary>Notes that the copy from there is queued.</summary>
    public void Sent() => writing[turn].Mark(stream);

    public void Dispose()
    {
        reading.Dispose();
        foreach (Piece piece in writing)
            piece.Dispose();
    }

    sealed class Piece(CudaContext context) : IDisposable
    {
        nint address;
        nint size;
        nint sent;
        bool isOnItsWay;

        public Span<float> Reserve(nint count)
        {
            nint bytes = nint.Max(1, count) * sizeof(float);
            if (bytes > size)
            {
                Free();
                address = context.Api.AllocateHost(bytes);
                size = bytes;
            }

            return new((void*)address, checked((int)count));
        }

        public void Mark(nint stream)
        {
            if (sent == 0)
                sent = context.Api.CreateEvent();
            context.Api.Record(sent, stream);
            isOnItsWay = true;
        }

        public void Wait()
        {
            if (isOnItsWay)
                context.Api.SynchronizeEvent(sent);
            isOnItsWay = false;
        }

        public void Dispose()
        {
            Wait();
            Free();
            if (sent != 0)
                context.Api.DestroyEvent(sent);
            sent = 0;
        }

        void Free()
        {
            if (address != 0)
                context.Api.FreeHost(address);
            (address, size) = (0, 0);
        }
    }
}
